// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark.jmh;

import io.kafkars.batches.BatchOptions;
import io.kafkars.batches.BatchReader;
import io.kafkars.batches.Codec;
import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.Utils;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The cost of turning what a fetch returned for one partition into a chunk, checksums included,
 * compared with Kafka's own iterator. An operation is a record, with a key of 8 and a value of 100
 * bytes; batches have 16 KiB, the default of Kafka's producer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class BatchParsingBenchmark {

    private static final int RECORDS_PER_BATCH = 140;
    private static final int BATCHES = 60;
    private static final int RECORDS = BATCHES * RECORDS_PER_BATCH;
    private static final int KEY_SIZE = 8;
    private static final int VALUE_SIZE = 100;
    private static final long START = 1_770_000_000_000L;

    /** The compression of the batches. */
    @Param({"none", "lz4", "zstd"})
    public String codec;

    /** How keys and values are held. */
    @Param({"COLUMNS", "ARRAYS"})
    public ContentForm form;

    private final BufferSupplier buffers = BufferSupplier.create();
    private byte[] response;
    private BatchReader reader;
    private BatchReader readerOfTimestamps;
    private ChunkBuilder builder;

    /** Writes the batches. */
    @Setup
    public void write() {
        var random = new Random(1);
        var compression = Compression.of(codec).build();
        ByteBuffer out = ByteBuffer.allocate(4 << 20);
        for (int batch = 0; batch < BATCHES; batch++) {
            out.put(batch(batch * RECORDS_PER_BATCH, compression, random).buffer());
        }
        response = new byte[out.position()];
        out.flip().get(response);
        Codec kafkas =
                (id, compressed) ->
                        Compression.of(CompressionType.forId(id))
                                .build()
                                .wrapForInput(compressed, RecordBatch.CURRENT_MAGIC_VALUE, buffers);
        reader = new BatchReader(new BatchOptions(true, true, true, true), kafkas);
        readerOfTimestamps = new BatchReader(new BatchOptions(true, false, false, false), kafkas);
        builder = new ChunkBuilder(form);
    }

    private static MemoryRecords batch(long offset, Compression compression, Random random) {
        var records =
                MemoryRecords.builder(
                        ByteBuffer.allocate(32 << 10),
                        compression,
                        TimestampType.CREATE_TIME,
                        offset);
        byte[] key = new byte[KEY_SIZE];
        byte[] value = new byte[VALUE_SIZE];
        for (int i = 0; i < RECORDS_PER_BATCH; i++) {
            random.nextBytes(key);
            for (int at = 0; at < VALUE_SIZE; at++) {
                value[at] = (byte) ('a' + random.nextInt(8));
            }
            records.append(START + offset + i, key, value);
        }
        return records.build();
    }

    /** The reader of this project. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Chunk chunk() {
        return chunk(reader);
    }

    /** The same where neither keys nor values are wanted: what the fields of records cost. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Chunk timestamps() {
        return chunk(readerOfTimestamps);
    }

    private Chunk chunk(BatchReader batches) {
        batches.open(response, 0, response.length, 0, List.of());
        while (batches.nextBatch()) {
            batches.read(builder, Long.MAX_VALUE);
        }
        return builder.build(batches.timestampType(), batches.leaderEpoch());
    }

    /** Only checksums and headers of the batches; where they are compressed, inflating too. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long batches() {
        reader.open(response, 0, response.length, 0, List.of());
        while (reader.nextBatch()) {}
        return reader.nextOffset();
    }

    /** Baseline: Kafka's iterator, and an array for each key and value, as its consumer does. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void kafka(Blackhole records) {
        for (RecordBatch batch :
                MemoryRecords.readableRecords(ByteBuffer.wrap(response)).batches()) {
            batch.ensureValid();
            try (var iterator = batch.streamingIterator(buffers)) {
                while (iterator.hasNext()) {
                    Record record = iterator.next();
                    records.consume(record.offset());
                    records.consume(record.timestamp());
                    records.consume(Utils.toNullableArray(record.key()));
                    records.consume(Utils.toNullableArray(record.value()));
                }
            }
        }
    }
}
