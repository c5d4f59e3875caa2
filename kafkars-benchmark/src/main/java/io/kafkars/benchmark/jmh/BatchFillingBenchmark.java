// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark.jmh;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.arrow.BodyCompression;
import io.kafkars.arrow.IpcWriter;
import io.kafkars.arrow.MessageVectors;
import io.kafkars.columns.ContentForm;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;

import org.apache.arrow.memory.BufferAllocator;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The cost of turning a released batch into Arrow vectors, or into the bytes of an Arrow stream,
 * compared with two baselines: copying as many bytes as one block, and copying each key and value
 * once, record by record in the order of the batch. An operation is a record, with a key of 8 and a
 * value of 100 bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "-Xms1g",
            "-Xmx1g",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
        })
public class BatchFillingBenchmark {

    private static final int ROWS = 2_000;
    private static final int PARTITIONS = 16;
    private static final long MEMORY = 256L << 20;

    /** How many records of a partition follow one another in the batch. */
    @Param({"1", "200"})
    public int runLength;

    private ReleasedBatch batch;
    private BufferAllocator allocator;
    private MessageVectors vectors;
    private IpcWriter writer;
    private byte[] bytes;
    private byte[] copy;
    private byte[][] contents;

    /** Releases the batch, and creates its bytes, which the baselines copy. */
    @Setup
    public void release() {
        // Twice as many records as the batch has, so that no partition is at its end.
        var feed = new PartitionFeed(PARTITIONS, 2 * ROWS, runLength, ContentForm.COLUMNS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            feed.fetch(partition);
            feed.fetch(partition);
        }
        batch = feed.release();
        if (batch.rows() != ROWS) {
            throw new IllegalStateException(
                    String.format(
                            "Expected a batch of %d records, the default %d, found %d",
                            ROWS, MergeSettings.DEFAULT.batchSize(), batch.rows()));
        }
        allocator = ArrowMemory.newAllocator("benchmark", MEMORY);
        vectors = new MessageVectors(Set.of(), allocator);
        writer = new IpcWriter(vectors.root(), BodyCompression.NONE);
        bytes = ipc();
        copy = new byte[bytes.length];
        contents = contents(batch);
    }

    /** Keys and values in the order of the batch, each at its place in memory after the fetch. */
    private static byte[][] contents(ReleasedBatch batch) {
        var contents = new ArrayList<byte[]>();
        var record = new RecordCursor();
        record.open(batch);
        while (record.next()) {
            contents.add(record.key());
            contents.add(record.value());
        }
        return contents.toArray(byte[][]::new);
    }

    /** Frees the memory. */
    @TearDown
    public void close() {
        vectors.close();
        allocator.close();
    }

    /** Gathers the batch, and fills the vectors. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int vectors() {
        vectors.open(batch);
        vectors.next();
        return vectors.root().getRowCount();
    }

    /** The same, and writes them as a stream into a new array: an element of the Arrow source. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public byte[] ipc() {
        vectors();
        return writer.write();
    }

    /** Baseline for any order of records: each key and value is copied once, after the last. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public byte[] arraycopyByRecord() {
        int end = 0;
        for (byte[] content : contents) {
            System.arraycopy(content, 0, copy, end, content.length);
            end += content.length;
        }
        return copy;
    }

    /** Baseline for a block: the bytes of that stream, copied in one piece. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public byte[] arraycopy() {
        System.arraycopy(bytes, 0, copy, 0, bytes.length);
        return copy;
    }
}
