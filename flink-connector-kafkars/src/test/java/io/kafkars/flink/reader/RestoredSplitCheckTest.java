// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.FakeOffsetLookup;
import io.kafkars.topics.RecreatedTopicPolicy;
import io.kafkars.topics.ResolveException;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Restored splits of the topics "kept" and "recreated", at offset 15. */
class RestoredSplitCheckTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final Uuid OLD_ID = new Uuid(1, 2);

    private final FakeOffsetLookup kafka =
            new FakeOffsetLookup().topic("kept", 1).log("recreated", 0, 3, 40);

    private List<KafkarsSplit> check(RecreatedTopicPolicy policy, KafkarsSplit... restored) {
        return new RestoredSplitCheck(() -> kafka, policy, () -> NOW).toRead(List.of(restored));
    }

    private static KafkarsSplit split(String topic, Uuid topicId, long replayEnd) {
        var start = PartitionProgress.atStart(new PartitionId(topic, 0), 10, replayEnd, 1);
        return new KafkarsSplit(start.advancedTo(15, 1_000, 0), topicId);
    }

    private KafkarsSplit kept() {
        return split("kept", kafka.topicId("kept"), 20);
    }

    private static KafkarsSplit recreated() {
        return split("recreated", OLD_ID, 20);
    }

    // With either policy

    @Test
    void splitsOfTheSameTopicsAreReadUnchangedAndNoOffsetIsRequested() {
        for (RecreatedTopicPolicy policy : RecreatedTopicPolicy.values()) {
            assertThat(check(policy, kept())).containsExactly(kept());
        }
        assertThat(kafka.calls).containsExactly("describe", "close", "describe", "close");
    }

    @Test
    void aTopicThatDoesNotExistIsLeftToTheEnumerator() {
        KafkarsSplit gone = split("gone", OLD_ID, 20);
        for (RecreatedTopicPolicy policy : RecreatedTopicPolicy.values()) {
            assertThat(check(policy, gone)).containsExactly(gone);
        }
    }

    @Test
    void aTopicWithoutAnIdCountsAsTheSame() {
        KafkarsSplit withoutId = split("recreated", Uuid.ZERO_UUID, 20);
        for (RecreatedTopicPolicy policy : RecreatedTopicPolicy.values()) {
            assertThat(check(policy, withoutId)).containsExactly(withoutId);
        }
    }

    // Policy: fail

    @Test
    void aRecreatedTopicFailsByDefault() {
        assertThatThrownBy(() -> check(RecreatedTopicPolicy.FAIL, kept(), recreated()))
                .isInstanceOf(KafkaException.class)
                .hasMessageContainingAll(
                        "Topic 'recreated' was deleted and recreated",
                        OLD_ID.toString(),
                        kafka.topicId("recreated").toString());
        assertThat(kafka.calls).as("closed although it fails").endsWith("close");
    }

    @Test
    void withoutAnAnswerFromKafkaATopicIsReadUnchecked() {
        kafka.unauthorised("recreated");

        assertThat(check(RecreatedTopicPolicy.FAIL, kept(), recreated()))
                .containsExactly(kept(), recreated());
    }

    // Policy: earliest

    @Test
    void aSplitOfARecreatedTopicIsReplayedFromTheStartToThePresentEnd() {
        List<KafkarsSplit> toRead = check(RecreatedTopicPolicy.EARLIEST, recreated(), kept());

        assertThat(toRead)
                .as("in the same order")
                .containsExactly(
                        new KafkarsSplit(
                                PartitionProgress.atStart(
                                        new PartitionId("recreated", 0), 3, 40, NOW),
                                kafka.topicId("recreated")),
                        kept());
    }

    @Test
    void aSplitThatWasLiveIsLiveAtTheStartOfTheRecreatedTopic() {
        KafkarsSplit live = split("recreated", OLD_ID, 12);

        assertThat(check(RecreatedTopicPolicy.EARLIEST, live))
                .singleElement()
                .satisfies(
                        split -> {
                            assertThat(split.progress().isLive()).isTrue();
                            assertThat(split.progress().nextOffset()).isEqualTo(3);
                        });
    }

    @Test
    void recordsThatExpireBetweenTheRequestsLeaveAnEmptyReplay() {
        kafka.afterEnds(() -> kafka.log("recreated", 0, 50, 60));

        assertThat(check(RecreatedTopicPolicy.EARLIEST, recreated()))
                .singleElement()
                .satisfies(
                        split -> {
                            assertThat(split.progress().replayStart()).isEqualTo(50);
                            assertThat(split.progress().replayEnd()).isEqualTo(50);
                        });
    }

    @Test
    void withoutAnAnswerFromKafkaTheRestoreFails() {
        kafka.unauthorised("recreated");

        assertThatThrownBy(() -> check(RecreatedTopicPolicy.EARLIEST, kept(), recreated()))
                .isInstanceOf(ResolveException.class)
                .hasMessageContaining("Topic 'recreated'");
    }
}
