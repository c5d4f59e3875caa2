// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.TimestampType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchReaderTest {

    private static final BatchOptions ALL = new BatchOptions(true, true, true, true);
    private static final int ABORT = 0;
    private static final int COMMIT = 1;

    private static BatchBytes batch(long baseOffset) {
        return new BatchBytes(baseOffset);
    }

    private static BatchReader open(BatchOptions options, Codec codec, byte[] bytes) {
        var reader = new BatchReader(options, codec);
        reader.open(bytes, 0, bytes.length, 0, List.of());
        return reader;
    }

    private static BatchReader open(BatchBytes... batches) {
        return open(ALL, BatchRows.KAFKAS_CODECS, bytes(batches));
    }

    private static byte[] bytes(BatchBytes... batches) {
        return RandomLog.concatenated(Stream.of(batches).map(BatchBytes::bytes).toList());
    }

    private static List<Long> offsets(BatchReader reader) {
        var offsets = new ArrayList<Long>();
        while (reader.nextBatch()) {
            var builder = new ChunkBuilder(ContentForm.ARRAYS);
            reader.read(builder, Long.MAX_VALUE);
            if (builder.rows() > 0) {
                offsets.addAll(offsets(built(reader, builder)));
            }
        }
        return offsets;
    }

    private static List<Long> offsets(Chunk chunk) {
        return IntStream.range(0, chunk.rows()).mapToObj(chunk::offset).toList();
    }

    private static Chunk built(BatchReader reader, ChunkBuilder builder) {
        return builder.build(reader.timestampType(), reader.leaderEpoch());
    }

    private static Chunk chunk(BatchReader reader) {
        var builder = new ChunkBuilder(ContentForm.ARRAYS);
        assertThat(reader.nextBatch()).isTrue();
        reader.read(builder, Long.MAX_VALUE);
        return built(reader, builder);
    }

    // Timestamps

    @Test
    void timestampsAreRelativeToTheBatch() {
        Chunk chunk = chunk(open(batch(5).record(0, 70, "k", "v").record(1, -1_001, "k", "v")));

        assertThat(chunk.timestamps()).containsExactly(1_070, -1);
        assertThat(chunk.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
        assertThat(chunk.leaderEpoch()).isEqualTo(3);
    }

    @Test
    void withLogAppendTimeAllRecordsHaveTheLargest() {
        BatchBytes batch = batch(5).attributes(BatchBytes.LOG_APPEND_TIME);
        Chunk chunk = chunk(open(batch.record(0, 70, "k", "v").record(1, 80, "k", "v")));

        assertThat(chunk.timestamps()).containsExactly(9_000, 9_000);
        assertThat(chunk.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    }

    @Test
    void withADeleteHorizonTimestampsAreRelativeToIt() {
        BatchBytes batch = batch(5).attributes(BatchBytes.DELETE_HORIZON);

        assertThat(chunk(open(batch.record(0, -70, "k", "v"))).timestamps()).containsExactly(930);
    }

    @Test
    void epochAndTimestampTypeAreThoseOfTheLastBatchThatHadRecords() {
        BatchBytes marker = batch(1).attributes(BatchBytes.CONTROL).leaderEpoch(4).marker(COMMIT);
        BatchReader reader = open(batch(0).record(0, 0, "k", "v"), marker);

        assertThat(reader.nextBatch()).isTrue();
        assertThat(reader.nextBatch()).isFalse();
        assertThat(reader.leaderEpoch()).isEqualTo(3);
        assertThat(reader.nextOffset()).isEqualTo(2);
    }

    // What is read

    @Test
    void whatIsNotWantedIsNotThere() {
        byte[] bytes = bytes(batch(0).record(0, 0, "key", "value"));
        Codec none = BatchRows.KAFKAS_CODECS;

        Chunk keys = chunk(open(new BatchOptions(true, true, false, false), none, bytes));
        assertThat(keys.keys().bytes(0)).asString().isEqualTo("key");
        assertThat(keys.values().bytes(0)).isNull();
        Chunk values = chunk(open(new BatchOptions(true, false, true, false), none, bytes));
        assertThat(values.keys().bytes(0)).isNull();
        assertThat(values.values().bytes(0)).asString().isEqualTo("value");
    }

    @Test
    void whatIsNotWantedTakesNoRoom() {
        byte[] bytes = bytes(batch(0).record(0, 0, "key", "value").record(1, 0, "key", "value"));
        var reader = open(new BatchOptions(true, false, false, false), null, bytes);
        var builder = new ChunkBuilder(ContentForm.COLUMNS, 1);

        reader.nextBatch();
        reader.read(builder, Long.MAX_VALUE);

        assertThat(builder.rows()).isEqualTo(2);
    }

    @Test
    void readingContinuesWhereTheLimitWas() {
        BatchReader reader = open(batch(10).record(0, 0, "", "").record(4, 0, "", ""));
        var builder = new ChunkBuilder(ContentForm.ARRAYS);
        assertThat(reader.nextBatch()).isTrue();

        reader.read(builder, 10);
        assertThat(builder.rows()).isZero();
        reader.read(builder, 14);
        assertThat(offsets(built(reader, builder))).containsExactly(10L);
        assertThat(reader.hasRecords()).isTrue();
        reader.read(builder, 15);
        assertThat(offsets(built(reader, builder))).containsExactly(14L);
        assertThat(reader.hasRecords()).isFalse();
    }

    @Test
    void readingContinuesWhereTheBuilderWasFull() {
        BatchReader reader =
                open(
                        batch(0).record(0, 0, "", "a").record(1, 0, "", "bc"),
                        batch(2).record(0, 0, "", "d"));
        var builder = new ChunkBuilder(ContentForm.COLUMNS, 2);
        assertThat(reader.nextBatch()).isTrue();

        reader.read(builder, 100);
        assertThat(offsets(built(reader, builder))).containsExactly(0L);
        reader.read(builder, 100);
        assertThat(reader.hasRecords()).isFalse();
        assertThat(reader.nextBatch()).isTrue();
        reader.read(builder, 100);
        assertThat(reader.hasRecords()).as("no room for a third byte").isTrue();
        assertThat(offsets(built(reader, builder))).containsExactly(1L);
        reader.read(builder, 100);
        assertThat(offsets(built(reader, builder))).containsExactly(2L);
    }

    @Test
    void recordsBeforeTheFetchOffsetAreLeftOut() {
        byte[] bytes = bytes(batch(10).record(0, 0, "", "").record(1, 0, "", ""));
        var reader = new BatchReader(ALL, BatchRows.KAFKAS_CODECS);

        reader.open(bytes, 0, bytes.length, 11, List.of());
        assertThat(offsets(reader)).containsExactly(11L);
        reader.open(bytes, 0, bytes.length, 12, List.of());
        assertThat(offsets(reader)).isEmpty();
        assertThat(reader.nextOffset()).isEqualTo(12);
    }

    @Test
    void theEndOfABatchThatLostItsLastRecordsCounts() {
        BatchReader reader =
                open(
                        batch(10).record(0, 0, "", "").lastOffsetDelta(7),
                        batch(20).lastOffsetDelta(4));

        assertThat(offsets(reader)).containsExactly(10L);
        assertThat(reader.nextOffset()).isEqualTo(25);
        assertThat(reader.nextBatch()).isFalse();
    }

    @Test
    void onlyRecordsForUsersAreCounted() {
        byte[] bytes =
                bytes(
                        batch(10).record(0, 0, "", "").record(1, 0, "", "abc"),
                        batch(12).attributes(BatchBytes.CONTROL).marker(COMMIT));
        var reader = new BatchReader(ALL, BatchRows.KAFKAS_CODECS);
        reader.open(bytes, 0, bytes.length, 11, List.of());
        offsets(reader);

        assertThat(reader.recordsRead()).isEqualTo(1);
        assertThat(reader.bytesRead()).as("with the size itself").isEqualTo(10);
        reader.open(bytes, 0, bytes.length, 0, List.of());
        assertThat(reader.recordsRead()).isZero();
        assertThat(reader.bytesRead()).isZero();
    }

    @Test
    void aClosedReaderHasNothing() {
        BatchReader reader = open(batch(10).record(0, 0, "", "").record(1, 0, "", ""));
        assertThat(reader.nextBatch()).isTrue();
        reader.close();

        assertThat(reader.hasRecords()).isFalse();
        assertThat(reader.nextBatch()).isFalse();
        assertThat(reader.nextOffset()).isEqualTo(12);
    }

    // Transactions

    @Test
    void anAbortedTransactionEndsWithItsMarker() {
        int transaction = BatchBytes.TRANSACTIONAL;
        byte[] bytes =
                bytes(
                        batch(0).attributes(transaction).producer(7).record(0, 0, "", ""),
                        batch(1).attributes(transaction).producer(8).record(0, 0, "", ""),
                        batch(2).attributes(transaction | BatchBytes.CONTROL)
                                .producer(8)
                                .marker(COMMIT),
                        batch(3).attributes(transaction).producer(7).record(0, 0, "", ""),
                        batch(4).producer(7).record(0, 0, "", ""),
                        batch(5).attributes(transaction | BatchBytes.CONTROL)
                                .producer(7)
                                .marker(ABORT),
                        batch(6).attributes(transaction).producer(7).record(0, 0, "", ""));
        var reader = new BatchReader(ALL, BatchRows.KAFKAS_CODECS);

        reader.open(bytes, 0, bytes.length, 0, List.of(new AbortedTransaction(7, 0)));
        assertThat(offsets(reader)).containsExactly(1L, 4L, 6L);
        reader.open(bytes, 0, bytes.length, 0, List.of());
        assertThat(offsets(reader)).containsExactly(0L, 1L, 3L, 4L, 6L);
    }

    @Test
    void aControlBatchWithoutAMarkerIsDamage() {
        BatchBytes batch = batch(0).attributes(BatchBytes.CONTROL);

        assertThatThrownBy(() -> open(batch.record(0, 0, "abc", "")).nextBatch())
                .isInstanceOf(DamagedBatchException.class)
                .hasMessage("a control batch without a marker");
    }

    @Test
    void aControlBatchWhoseMarkerWasRemovedIsNone() {
        BatchBytes batch = batch(0).attributes(BatchBytes.CONTROL).lastOffsetDelta(0);

        assertThat(offsets(open(batch))).isEmpty();
    }

    // Damage

    private static void assertDamaged(String message, BatchBytes... batches) {
        BatchReader reader = open(batches);

        assertThatThrownBy(() -> offsets(reader))
                .isInstanceOf(DamagedBatchException.class)
                .hasNoCause()
                .hasMessage(message);
    }

    @Test
    void aChecksumThatDoesNotFitIsDamage() {
        byte[] bytes = batch(40).record(0, 0, "", "").bytes();
        bytes[BatchHeader.SIZE + 2]++;

        assertThatThrownBy(() -> open(ALL, null, bytes).nextBatch())
                .isInstanceOfSatisfying(
                        DamagedBatchException.class, e -> assertThat(e.baseOffset()).isEqualTo(40))
                .hasMessageMatching(
                        "a batch with checksum \\p{XDigit}{8} whose bytes have checksum"
                                + " \\p{XDigit}{8}");
        var unchecked = new BatchOptions(false, true, true, true);
        assertThat(offsets(open(unchecked, null, bytes))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7})
    void aCompressionThatDoesNotExistIsDamage(int codec) {
        assertDamaged(
                "records that cannot be inflated: Unknown compression type id: " + codec,
                batch(0).attributes(codec).record(0, 0, "", ""));
    }

    @Test
    void aCountOfRecordsThatCannotBeIsDamage() {
        assertDamaged(
                "a batch of -1 records whose last offset is its first plus 0",
                batch(0).record(0, 0, "", "").recordCount(-1));
        assertDamaged(
                "a batch of 2 records whose last offset is its first plus 0",
                batch(0).record(0, 0, "", "").recordCount(2));
        assertDamaged(
                "a record that ends after its batch",
                batch(0).record(0, 0, "", "").recordCount(2).lastOffsetDelta(1));
        assertDamaged(
                "a batch with bytes after its last record",
                batch(0).record(0, 0, "", "").record(1, 0, "", "").recordCount(1));
    }

    @Test
    void offsetsThatDoNotIncreaseAreDamage() {
        assertDamaged(
                "a record at offset 40 of a batch that has 41 to 42 left",
                batch(40).record(0, 0, "", "").record(0, 0, "", "").lastOffsetDelta(2));
        assertDamaged(
                "a record at offset 39 of a batch that has 40 to 42 left",
                batch(40).record(-1, 0, "", "").lastOffsetDelta(2));
        assertDamaged(
                "a record at offset 43 of a batch that has 40 to 42 left",
                batch(40).record(3, 0, "", "").lastOffsetDelta(2));
        assertDamaged(
                "a batch that begins at offset 42, where offset 43 or a later one is next",
                batch(40).record(2, 0, "", ""),
                batch(42).record(0, 0, "", ""));
    }

    @Test
    void aLastOffsetThatCannotBeIsDamage() {
        assertDamaged(
                "a batch whose last offset is its first plus -1",
                batch(40).record(0, 0, "", "").lastOffsetDelta(-1));
        assertDamaged(
                "a batch whose last offset is its first plus 1",
                batch(Long.MAX_VALUE - 1).record(0, 0, "", "").lastOffsetDelta(1));
        assertDamaged(
                "a batch that begins at offset -1, where offset 0 or a later one is next",
                batch(-1).record(0, 0, "", ""));
    }

    @Test
    void sizesThatPointOutsideAreDamage() {
        assertDamaged(
                "a record of 50 bytes, and 1 bytes left in the batch",
                batch(0).raw((byte) 100, (byte) 0).recordCount(1).lastOffsetDelta(0));
        assertDamaged(
                "a record of -1 bytes, and 0 bytes left in the batch",
                batch(0).raw((byte) 1).recordCount(1).lastOffsetDelta(0));
        assertDamaged(
                "a key of 1 bytes in a record that has 0 bytes left",
                batch(0).raw(new byte[] {8, 0, 0, 0, 2, 0, 0}).recordCount(1).lastOffsetDelta(0));
        assertDamaged(
                "a record of 7 bytes whose fields take 6 bytes",
                batch(0).raw(new byte[] {14, 0, 0, 0, 1, 1, 0, 0})
                        .recordCount(1)
                        .lastOffsetDelta(0));
        assertDamaged(
                "1 headers in a record that has 0 bytes left",
                batch(0).raw(new byte[] {12, 0, 0, 0, 1, 1, 2}).recordCount(1).lastOffsetDelta(0));
        assertDamaged(
                "a header without a name",
                batch(0).raw(new byte[] {16, 0, 0, 0, 1, 1, 2, 1, 1})
                        .recordCount(1)
                        .lastOffsetDelta(0));
        assertDamaged(
                "a varint of more than 5 bytes",
                batch(0).raw(new byte[] {-1, -1, -1, -1, -1, 0}).recordCount(1).lastOffsetDelta(0));
    }

    // Codecs

    private static BatchReader compressed(Throwable failure) {
        Codec codec =
                (id, compressed) -> {
                    if (failure instanceof IOException e) {
                        throw e;
                    } else if (failure instanceof Error e) {
                        throw e;
                    }
                    throw (RuntimeException) failure;
                };
        return open(ALL, codec, batch(0).attributes(2).record(0, 0, "", "").bytes());
    }

    @Test
    void whatACodecCannotInflateIsDamage() {
        for (Throwable failure :
                List.of(
                        new IOException("cut"),
                        new IllegalStateException("cut"),
                        new Error("cut"))) {
            assertThatThrownBy(compressed(failure)::nextBatch)
                    .isInstanceOf(DamagedBatchException.class)
                    .hasMessage("records that cannot be inflated: cut")
                    .hasNoCause()
                    .hasSuppressedException(failure);
        }
    }

    @Test
    void aMissingLibraryOrMemoryIsNoDamage() {
        for (Throwable failure :
                List.of(
                        new NoClassDefFoundError("org/xerial/snappy/Snappy"),
                        new IllegalStateException(new NoClassDefFoundError("org/xerial")),
                        new OutOfMemoryError("heap"))) {
            assertThatThrownBy(compressed(failure)::nextBatch).isSameAs(failure);
        }
    }
}
