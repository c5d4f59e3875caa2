// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.consumer.LossSettings;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.topics.RecreatedTopicPolicy;

import org.apache.flink.api.connector.source.Boundedness;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import static io.kafkars.flink.enumerator.Splits.RESOLVE_TIME;
import static io.kafkars.flink.enumerator.Splits.id;
import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A restore that reads recreated topics from their start: the topic "t", but not "kept". */
class RecreatedTopicsTest extends EnumeratorTests {

    private static final long CHECK_INTERVAL = 30_000;
    private static final EnumeratorSettings FROM_START =
            new EnumeratorSettings(
                    Boundedness.BOUNDED,
                    0,
                    LossSettings.DEFAULT
                            .withMissingTopicTimeout(Duration.ofMillis(2 * CHECK_INTERVAL))
                            .withOnRecreatedTopic(RecreatedTopicPolicy.EARLIEST),
                    DriftSettings.DEFAULT);

    @BeforeEach
    void recreateOneOfTwoTopics() {
        kafka.with("kept", 0, 10).with("t", 0, 4);
        kafka.recreate("t");
    }

    /** A state of the old topics, in which partition 0 of "t" had 10 offsets to replay. */
    private static EnumeratorState stateWithUnassigned(PartitionId... unassigned) {
        return new EnumeratorState(
                OptionalLong.of(RESOLVE_TIME),
                List.of(split("kept", 0, 10), split("t", 0, 10)),
                Set.of(unassigned),
                true,
                false);
    }

    @Test
    void aSplitThatAReaderRestoresGetsItsNewTopicIdAndNothingElse() {
        var enumerator = restored(FROM_START, stateWithUnassigned());
        context.runCalls();

        List<KafkarsSplit> splits = enumerator.snapshotState(1).splits();
        assertThat(splits.get(0)).isEqualTo(split("kept", 0, 10));
        assertThat(splits.get(1).topicId()).isNotEqualTo(split("t", 0, 10).topicId());
        assertThat(splits.get(1).progress())
                .as("the reader has it")
                .isEqualTo(split("t", 0, 10).progress());
    }

    @Test
    void aSplitWithoutAReaderStartsWhereItIsResolvedNow() {
        var enumerator = restored(FROM_START, stateWithUnassigned(id("t", 0)));
        context.runCalls();

        KafkarsSplit resolvedAgain = enumerator.snapshotState(1).splits().get(1);
        assertThat(resolvedAgain.progress()).isEqualTo(split("t", 0, 4).progress());
        assertThat(resolvedAgain.topicId()).isNotEqualTo(split("t", 0, 4).topicId());
    }

    @Test
    void afterTheRestoreTheTopicMustStayTheSame() {
        restored(FROM_START, stateWithUnassigned());
        context.runCalls();
        context.tick(CHECK_INTERVAL);

        kafka.recreateAgain("t");
        assertThatThrownBy(() -> context.tick(CHECK_INTERVAL))
                .as("while it runs the job fails, and is restored")
                .hasMessageContaining("deleted and recreated");
    }

    @Test
    void readersAreToldNothingBeforeTheRecreatedTopicsAreKnown() {
        var enumerator = restored(FROM_START, stateWithUnassigned(id("t", 0)));
        register(enumerator, 0);
        assertThat(context.newlyTold()).isEmpty();

        context.runCalls();
        assertThat(context.newlyTold()).containsExactly("0 + t-0", "0 no more");
    }

    @Test
    void theJobFailsIfTheRecreatedTopicsCannotBeFound() {
        kafka.failure = new IOException("no broker");
        restored(FROM_START, stateWithUnassigned());

        assertThatThrownBy(context::runCalls)
                .hasMessageContaining("Cannot find out from Kafka which topics were recreated")
                .hasMessageEndingWith(": no broker")
                .hasNoCause()
                .hasSuppressedException(kafka.failure);
    }
}
