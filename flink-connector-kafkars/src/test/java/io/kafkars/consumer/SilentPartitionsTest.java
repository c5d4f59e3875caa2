// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.Readability;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** Two live partitions at offset 10, which are silent from the idle timeout on. */
class SilentPartitionsTest {

    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);
    private static final long SILENT = MergeSettings.DEFAULT.liveIdleTimeout().toMillis();
    private static final long STEP = SilentPartitions.INTERVAL_MILLIS;

    private final FakeEndOffsets kafka = new FakeEndOffsets();
    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final Merge merge = new Merge(MergeSettings.DEFAULT, false);
    private final Assignment assignment = new Assignment(consumer.fetcher());
    private final SilentPartitions silent =
            new SilentPartitions(kafka, consumer.fetcher(), assignment, merge);
    private final PartitionQueue first = join(FIRST);
    private final PartitionQueue second = join(SECOND);

    /** Remembers what it was asked, and answers when the test says so. */
    private static final class FakeEndOffsets implements EndOffsets {

        final List<Set<TopicPartition>> questions = new ArrayList<>();
        final Map<TopicPartition, CompletableFuture<Long>> open = new HashMap<>();
        KafkaException failure;
        boolean closed;

        @Override
        public Map<TopicPartition, CompletableFuture<Long>> ask(
                Collection<TopicPartition> partitions) {
            questions.add(Set.copyOf(partitions));
            if (failure != null) {
                throw failure;
            }
            var answers = new HashMap<TopicPartition, CompletableFuture<Long>>();
            partitions.forEach(partition -> answers.put(partition, new CompletableFuture<>()));
            open.putAll(answers);
            return answers;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private PartitionQueue join(TopicPartition partition) {
        var progress =
                new PartitionProgress(KafkaPartitions.id(partition), 0, 10, 1_000_000, 10, 500);
        List<PartitionQueue> joining = merge.add(List.of(progress), 0);
        assignment.add(joining);
        return joining.get(0);
    }

    /** Asks at the first moment of silence, and lets Kafka answer for the first partition. */
    private long answered(long end) {
        silent.review(SILENT);
        kafka.open.get(FIRST).complete(end);
        silent.review(SILENT + STEP);
        return SILENT + STEP;
    }

    @Test
    void nothingIsAskedBeforeAPartitionIsSilent() {
        silent.review(SILENT - 1);
        assertThat(kafka.questions).isEmpty();
    }

    @Test
    void allSilentPartitionsAreAskedAboutTogether() {
        silent.review(SILENT);
        assertThat(kafka.questions).containsExactly(Set.of(FIRST, SECOND));
        assertThat(first.readability()).isEqualTo(Readability.UNKNOWN);
    }

    @Test
    void whileAnAnswerIsAwaitedNothingMoreIsAsked() {
        silent.review(SILENT);
        silent.review(SILENT + 9_000);
        assertThat(kafka.questions).hasSize(1);
        assertThat(merge.release(SILENT + 9_000).isIdle()).isFalse();
    }

    @Test
    void aPartitionThatEndsAtItsPositionIsReadToItsEnd() {
        answered(10);
        assertThat(first.readability()).isEqualTo(Readability.READ_TO_END);
        assertThat(second.readability()).isEqualTo(Readability.UNKNOWN);
    }

    @Test
    void onePartitionWithoutAnAnswerDoesNotDelayTheOthers() {
        long now = answered(10);
        silent.review(now + SilentPartitions.REPEAT_MILLIS);
        assertThat(kafka.questions).last().isEqualTo(Set.of(FIRST));
    }

    @Test
    void withoutAnAnswerItIsUnreadableAndAskedAboutAgain() {
        silent.review(SILENT);
        kafka.open.get(FIRST).completeExceptionally(new TimeoutException("scripted"));
        silent.review(SILENT + STEP);
        assertThat(first.readability()).isEqualTo(Readability.UNREADABLE);
        assertThat(kafka.questions).hasSize(1);

        silent.review(SILENT + SilentPartitions.REPEAT_MILLIS);
        assertThat(kafka.questions).last().isEqualTo(Set.of(FIRST));
        kafka.open.get(FIRST).complete(10L);
        long again = SILENT + SilentPartitions.REPEAT_MILLIS + STEP;
        silent.review(again);
        assertThat(first.readability()).isEqualTo(Readability.UNKNOWN);
        kafka.open.clear();
        silent.review(again + SILENT);
        kafka.open.get(FIRST).complete(10L);
        silent.review(again + SILENT + STEP);
        assertThat(first.readability()).isEqualTo(Readability.READ_TO_END);
    }

    @Test
    void ifKafkaCannotBeAskedAllAreUnreadable() {
        kafka.failure = new KafkaException("scripted");
        silent.review(SILENT);
        silent.review(SILENT + STEP);
        assertThat(first.readability()).isEqualTo(Readability.UNREADABLE);
        assertThat(second.readability()).isEqualTo(Readability.UNREADABLE);
    }

    @Test
    void anIdlePartitionIsAskedAboutAgainAndMayTurnUnreadable() {
        long now = answered(10) + SilentPartitions.REPEAT_MILLIS;
        silent.review(now);
        kafka.open.get(FIRST).completeExceptionally(new TimeoutException("scripted"));
        silent.review(now + STEP);
        assertThat(first.readability()).isEqualTo(Readability.UNREADABLE);
    }

    @Test
    void moreToReadMakesItUnreadableOnlyIfNothingComesForAWhile() {
        long now = answered(11);
        assertThat(first.readability()).isEqualTo(Readability.UNKNOWN);
        kafka.open.get(FIRST).complete(11L);
        silent.review(now + SilentPartitions.PATIENCE_MILLIS - 1);
        assertThat(first.readability()).isEqualTo(Readability.UNKNOWN);

        kafka.open.get(FIRST).complete(11L);
        silent.review(now + 2 * SilentPartitions.PATIENCE_MILLIS);
        assertThat(first.readability()).isEqualTo(Readability.UNREADABLE);
    }

    @Test
    void anAnswerFromBeforeThePositionMovedCountsForNothing() {
        silent.review(SILENT);
        merge.advance(first, 11);
        kafka.open.get(FIRST).complete(11L);
        silent.review(SILENT + STEP);
        assertThat(first.readability()).isEqualTo(Readability.UNKNOWN);
        assertThat(kafka.questions).last().isEqualTo(Set.of(FIRST));
    }

    @Test
    void aPartitionThatTheCallerHasPausedIsNeitherIdleNorUnreadable() {
        consumer.pause(List.of(FIRST));
        long now = answered(11);
        kafka.open.get(FIRST).complete(11L);
        silent.review(now + SilentPartitions.PATIENCE_MILLIS);
        assertThat(first.readability()).isEqualTo(Readability.UNKNOWN);
    }

    @Test
    void aReaderThatWasBlockedDoesNotRelyOnWhatItKnewBefore() {
        long now = answered(10) + SilentPartitions.EXPIRY_MILLIS;
        silent.review(now);
        assertThat(first.readability()).isEqualTo(Readability.UNKNOWN);
        assertThat(kafka.questions).last().isEqualTo(Set.of(FIRST, SECOND));
    }

    @Test
    void anAnswerThatHasExpiredCountsForNothing() {
        silent.review(SILENT);
        kafka.open.get(FIRST).complete(10L);
        silent.review(SILENT + SilentPartitions.EXPIRY_MILLIS);
        assertThat(first.readability()).isEqualTo(Readability.UNKNOWN);
    }

    @Test
    void closingClosesTheClient() {
        silent.close();
        assertThat(kafka.closed).isTrue();
    }
}
