// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.fetch.FetchedRecords;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.RunCursor;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.apache.kafka.common.record.TimestampType.CREATE_TIME;
import static org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME;
import static org.apache.kafka.common.record.TimestampType.NO_TIMESTAMP_TYPE;
import static org.assertj.core.api.Assertions.assertThat;

class RecordIntakeTest {

    private static final long REPLAY_END = 3;
    private static final long FUTURE = 10_000_000;
    private static final long MAX_CHUNK_BYTES = 20;

    private final Merge merge = new Merge(MergeSettings.DEFAULT, false);
    private final PartitionQueue queue =
            merge.add(
                            List.of(
                                    PartitionProgress.atStart(
                                            new PartitionId("t", 0), 0, REPLAY_END, 1_000)),
                            0)
                    .get(0);

    private static byte[] bytes(int size) {
        return size < 0 ? null : new byte[size];
    }

    private static ConsumerRecord<byte[], byte[]> record(
            long offset, long timestamp, TimestampType type, Integer epoch, int key, int value) {
        return new ConsumerRecord<>(
                "t",
                0,
                offset,
                timestamp,
                type,
                key,
                value,
                bytes(key),
                bytes(value),
                new RecordHeaders(),
                Optional.ofNullable(epoch));
    }

    private static ConsumerRecord<byte[], byte[]> at(long offset, long timestamp) {
        return record(offset, timestamp, CREATE_TIME, 1, 1, 1);
    }

    private void take(boolean stopAtReplayEnd, List<ConsumerRecord<byte[], byte[]>> records) {
        var builder = new ChunkBuilder(ContentForm.ARRAYS, MAX_CHUNK_BYTES);
        var partition = new TopicPartition("t", 0);
        var consumer = new ScriptedConsumer();
        consumer.assign(List.of(partition));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.seek(partition, 0);
        records.forEach(consumer::addRecord);
        FetchedRecords fetched = consumer.fetcher().poll(Duration.ZERO).records(partition);
        new RecordIntake(merge, stopAtReplayEnd, builder).take(queue, fetched, 0);
    }

    /** What is released of these records, fetched at once. */
    private List<String> release(
            boolean stopAtReplayEnd, List<ConsumerRecord<byte[], byte[]>> records) {
        take(stopAtReplayEnd, records);
        var cursor = new RecordCursor();
        cursor.open(merge.release(0));
        var released = new ArrayList<String>();
        while (cursor.next()) {
            released.add(describe(cursor));
        }
        return released;
    }

    private static String describe(RecordView record) {
        return String.format(
                "%d: ts %d %s key %d, epoch %d, %d and %d bytes, %s",
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.mergeKey(),
                record.leaderEpoch(),
                record.keySize(),
                record.valueSize(),
                record.headers());
    }

    @Test
    void eachRecordKeepsItsOwnTypeAndEpoch() {
        assertThat(
                        release(
                                false,
                                List.of(
                                        record(0, 10, CREATE_TIME, 1, 0, 2),
                                        record(1, 20, LOG_APPEND_TIME, 1, -1, 3),
                                        record(2, -1, NO_TIMESTAMP_TYPE, 2, 4, -1),
                                        record(3, 30, CREATE_TIME, null, 5, 0))))
                .containsExactly(
                        "0: ts 10 CREATE_TIME key 10, epoch 1, 0 and 2 bytes, []",
                        "1: ts 20 LOG_APPEND_TIME key 20, epoch 1, -1 and 3 bytes, []",
                        "2: ts -1 NONE key 20, epoch 2, 4 and -1 bytes, []",
                        "3: ts 30 CREATE_TIME key 30, epoch -1, 5 and 0 bytes, []");
    }

    @Test
    void recordsBetweenTwoOfTheSameEpochGetItToo() {
        assertThat(
                        release(
                                false,
                                List.of(
                                        record(0, 10, CREATE_TIME, 7, 1, 1),
                                        record(1, 20, LOG_APPEND_TIME, 7, 1, 1),
                                        record(2, 30, LOG_APPEND_TIME, null, 1, 1),
                                        record(3, 40, CREATE_TIME, 7, 1, 1))))
                .containsExactly(
                        "0: ts 10 CREATE_TIME key 10, epoch 7, 1 and 1 bytes, []",
                        "1: ts 20 LOG_APPEND_TIME key 20, epoch 7, 1 and 1 bytes, []",
                        "2: ts 30 LOG_APPEND_TIME key 30, epoch 7, 1 and 1 bytes, []",
                        "3: ts 40 CREATE_TIME key 40, epoch 7, 1 and 1 bytes, []");
    }

    @Test
    void recordsBetweenTwoWithoutAnEpochKeepTheirs() {
        assertThat(
                        release(
                                false,
                                List.of(
                                        record(0, 10, CREATE_TIME, null, 1, 1),
                                        record(1, 20, CREATE_TIME, 7, 1, 1),
                                        record(2, 30, CREATE_TIME, null, 1, 1))))
                .containsExactly(
                        "0: ts 10 CREATE_TIME key 10, epoch -1, 1 and 1 bytes, []",
                        "1: ts 20 CREATE_TIME key 20, epoch 7, 1 and 1 bytes, []",
                        "2: ts 30 CREATE_TIME key 30, epoch -1, 1 and 1 bytes, []");
    }

    @Test
    void aChunkEndsBeforeItHasMoreBytesThanAllowed() {
        take(
                false,
                List.of(
                        record(0, 10, CREATE_TIME, 1, 4, 6),
                        record(1, 20, CREATE_TIME, 1, -1, 10),
                        record(2, 30, CREATE_TIME, 1, 1, -1),
                        record(3, 40, CREATE_TIME, 1, 0, 90),
                        record(4, 50, CREATE_TIME, 1, 1, 0)));

        ReleasedBatch batch = merge.release(0);
        var run = new RunCursor();
        run.openAll(batch);
        var rowsOfChunks = new ArrayList<Integer>();
        while (run.next()) {
            rowsOfChunks.add(run.rows());
        }
        assertThat(rowsOfChunks).containsExactly(2, 1, 1, 1);
    }

    @Test
    void headersStayWithTheirRecord() {
        var second = at(1, 2);
        second.headers().add("a", new byte[1]).add("a", null);
        var last = at(3, 4);
        last.headers().add("b", new byte[2]);

        assertThat(release(false, List.of(at(0, 1), second, at(2, 3), last)))
                .extracting(text -> text.substring(text.indexOf('[')))
                .containsExactly("[]", "[a=1 bytes, a=null]", "[]", "[b=2 bytes]");
    }

    @Test
    void aTimestampFarAheadIsDisregardedIfTheReplayFallsBackOrIfItIsLive() {
        assertThat(release(false, List.of(at(0, 5), at(1, FUTURE), at(2, 6), at(3, FUTURE))))
                .extracting(text -> text.substring(0, text.indexOf(',')))
                .containsExactly(
                        "0: ts 5 CREATE_TIME key 5",
                        "1: ts 10000000 CREATE_TIME key 5",
                        "2: ts 6 CREATE_TIME key 6",
                        "3: ts 10000000 CREATE_TIME key 6");
        assertThat(merge.totals().futureRecords()).isEqualTo(2);
    }

    @Test
    void recordsFromTheReplayEndOnAreDroppedIfReadingStopsThere() {
        assertThat(release(true, List.of(at(1, 1), at(2, 2), at(3, 3), at(9, 4)))).hasSize(2);
        assertThat(queue.position()).isEqualTo(3);
        assertThat(release(true, List.of(at(10, 5)))).isEmpty();
        assertThat(merge.heldRecords()).isZero();
    }
}
