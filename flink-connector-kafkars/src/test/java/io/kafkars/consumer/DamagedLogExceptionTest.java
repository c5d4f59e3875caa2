// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.DamagedFetchException;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The messages of the failures are those of Kafka's client. */
class DamagedLogExceptionTest {

    /** Partitions of the topic {@code t-1}, each with the position 100 plus its number. */
    private static Map<TopicPartition, PartitionQueue> queues(int count) {
        List<PartitionProgress> partitions =
                IntStream.range(0, count)
                        .mapToObj(
                                number ->
                                        PartitionProgress.atStart(
                                                new PartitionId("t-1", number),
                                                100 + number,
                                                1_000,
                                                0))
                        .toList();
        var queues = new HashMap<TopicPartition, PartitionQueue>();
        new Merge(MergeSettings.DEFAULT, false)
                .add(partitions, 0)
                .forEach(queue -> queues.put(KafkaPartitions.of(queue.id()), queue));
        return queues;
    }

    private static String explain(KafkaException failure, int partitions) {
        return DamagedLogException.explain(failure, queues(partitions)).orElseThrow().getMessage();
    }

    @Test
    void aBatchThatOurOwnParserRefusesIsLocated() {
        var failure =
                new DamagedFetchException(
                        new TopicPartition("t-1", 2), 105, "a batch of -1 records");

        assertThat(explain(failure, 3))
                .startsWith(
                        "The log is damaged at topic 't-1', partition 2, next offset to fetch 102,"
                                + " in the batch at offset 105. Found: a batch of -1 records. ");
    }

    @Test
    void aBatchWithAWrongChecksumIsLocated() {
        var failure =
                new KafkaException(
                        "Received exception when fetching the next record from t-1-2. If needed,"
                                + " please seek past the record to continue consumption.",
                        new CorruptRecordException(
                                "Record batch for partition t-1-2 at offset 105 is invalid, cause:"
                                        + " Record is corrupt"));

        assertThat(explain(failure, 3))
                .startsWith(
                        "The log is damaged at topic 't-1', partition 2, next offset to fetch 102,"
                                + " in the batch at offset 105. Found: Record batch for partition")
                .contains("kafka-dump-log", "check.crcs=false");
        assertThat(DamagedLogException.explain(failure, queues(3)))
                .hasValueSatisfying(
                        explained -> {
                            assertThat(explained).hasNoCause();
                            assertThat(explained.getSuppressed())
                                    .extracting(Throwable::toString)
                                    .containsExactly(
                                            failure.toString(), failure.getCause().toString());
                        });
    }

    @Test
    void aMessageThatTheBrokerFoundCorruptIsLocated() {
        var failure =
                new KafkaException(
                        "Encountered corrupt message when fetching offset 101 for topic-partition"
                                + " t-1-1");

        assertThat(explain(failure, 3))
                .startsWith(
                        "The log is damaged at topic 't-1', partition 1, next offset to fetch 101."
                                + " Found: Encountered corrupt message");
    }

    @Test
    void aPartitionThatIsNotReadIsNamedWithoutAPosition() {
        var failure =
                new KafkaException(
                        "Encountered corrupt message when fetching offset 1 for topic-partition"
                                + " other-0");

        assertThat(explain(failure, 3))
                .startsWith("The log is damaged at topic 'other', partition 0.");
    }

    @Test
    void whereTheClientNamesNoPartitionAllCandidatesAreNamed() {
        assertThat(explain(new CorruptRecordException("size 0"), 2))
                .startsWith(
                        "The log is damaged at one of these partitions, at or after the offset:"
                                + " t-1-0 @ 100, t-1-1 @ 101. Found: size 0.");
        assertThat(explain(new CorruptRecordException("size 0"), 13))
                .contains("t-1-8 @ 108, t-1-9 @ 109 and 3 more. Found");
    }

    @Test
    void aRootCauseWithoutAMessageIsNamedByItsType() {
        var cause = new CorruptRecordException((String) null);

        assertThat(explain(new KafkaException("fetch failed", cause), 1))
                .contains("Found: " + CorruptRecordException.class.getName() + ".");
    }

    @Test
    void anyOtherFailureIsNotExplainedAsADamagedLog() {
        assertThat(DamagedLogException.explain(new KafkaException("no leader"), queues(1)))
                .isEmpty();
    }
}
