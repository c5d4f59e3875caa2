// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.consumer.LossSettings;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.split.KafkarsSplit;

import org.apache.flink.api.connector.source.Boundedness;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Topics that are deleted or recreated under a source that lists its partitions only once. */
class TopicWatchTest extends EnumeratorTests {

    private static final long TIMEOUT = 60_000;
    private static final long CHECK_INTERVAL = TIMEOUT / 2;

    private static EnumeratorSettings missingFor(long millis) {
        return new EnumeratorSettings(
                Boundedness.BOUNDED,
                0,
                LossSettings.DEFAULT.withMissingTopicTimeout(Duration.ofMillis(millis)),
                DriftSettings.DEFAULT);
    }

    private KafkarsEnumerator watched() {
        return started(missingFor(TIMEOUT));
    }

    private void check() {
        now += CHECK_INTERVAL;
        context.tick(CHECK_INTERVAL);
    }

    // Deleted topics

    @Test
    void aDeletedTopicFailsTheJobAfterTheTimeoutEvenWithoutDiscovery() {
        kafka.with("t", 0, 10).with("kept", 0, 10);
        watched();
        check();
        kafka.hide("t", 0);
        check();
        check();

        assertThatThrownBy(this::check)
                .hasMessageContainingAll(
                        "Topic 't' was deleted",
                        "60000 ms",
                        "setMissingTopicTimeout",
                        "scan.missing-topic-timeout");
    }

    @Test
    void aTopicThatReappearsInTimeResetsTheTimeout() {
        kafka.with("t", 0, 10);
        watched();
        for (int i = 0; i < 5; i++) {
            kafka.hide("t", 0);
            check();
            check();
            kafka.with("t", 0, 10);
            check();
        }
        assertThat(kafka.topicIdsCalls).isEqualTo(15);
    }

    @Test
    void noAnswerProvesNothing() {
        kafka.with("t", 0, 10).with("u", 0, 10);
        watched();
        kafka.failure = new IOException("no broker");
        for (int i = 0; i < 5; i++) {
            assertThatCode(this::check).doesNotThrowAnyException();
        }
        kafka.failure = null;
        kafka.unanswered.add("t");
        kafka.hide("t", 0);
        for (int i = 0; i < 5; i++) {
            assertThatCode(this::check).doesNotThrowAnyException();
        }
    }

    @Test
    void aPartitionMissingFromAListingForAWhileIsKept() {
        kafka.with("t", 0, 10).with("t", 1, 10);
        var enumerator = watched();
        kafka.hide("t", 1);
        for (int i = 0; i < 5; i++) {
            check();
        }
        assertThat(enumerator.snapshotState(1).splits())
                .containsExactly(split("t", 0, 10), split("t", 1, 10));
    }

    @Test
    void withoutATimeoutATopicMayBeMissingForEver() {
        kafka.with("t", 0, 10);
        started(missingFor(0));

        assertThat(context.timers(CHECK_INTERVAL)).isEmpty();
        assertThat(kafka.topicIdsCalls).isZero();
    }

    @Test
    void theTopicsOfARestoredSourceAreWatchedToo() {
        kafka.with("kept", 0, 10);
        KafkarsSplit kept = split("kept", 0, 10);
        restored(missingFor(TIMEOUT), state(false, kept, split("t", 0, 10)));
        context.runCalls();
        check();
        check();

        assertThatThrownBy(this::check).hasMessageContaining("Topic 't' was deleted");
    }

    @Test
    void anErrorOfTheJvmFailsTheJobAlthoughAFailedCheckDoesNot() {
        kafka.with("t", 0, 10);
        watched();
        kafka.error = new NoClassDefFoundError("a class of the client");

        assertThatThrownBy(this::check).isSameAs(kafka.error);
    }

    @Test
    void aCheckThatEndsAfterClosingIsDropped() throws Exception {
        kafka.with("t", 0, 10);
        watched().close();
        kafka.recreate("t");

        assertThatCode(this::check).doesNotThrowAnyException();
    }

    // Recreated topics

    @Test
    void aRecreatedTopicFailsTheJobAtTheNextCheck() {
        kafka.with("t", 0, 10);
        watched();
        kafka.recreate("t");

        assertThatThrownBy(this::check)
                .hasMessageContainingAll(
                        "Topic 't' was deleted and recreated",
                        "setOnRecreatedTopic",
                        "scan.on-recreated-topic");
    }
}
