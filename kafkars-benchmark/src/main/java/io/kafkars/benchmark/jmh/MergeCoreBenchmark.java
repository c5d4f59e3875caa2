// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark.jmh;

import io.kafkars.benchmark.OutOfOrderCounter;
import io.kafkars.columns.ContentForm;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The merge alone, without a client: appends and releases records of 100 bytes, and takes key,
 * value, offset and timestamp of each without reading the bytes of keys and values. An operation is
 * a record. The order is checked with the same records, outside of the measured time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class MergeCoreBenchmark {

    /** About twice what is held at a time, so the records are in the cache as after a fetch. */
    private static final int RECORDS = 1 << 16;

    private static final int LONG_RUN = 200;

    /** Number of partitions. */
    @Param({"1", "16", "64", "256", "1024", "4096"})
    public int partitions;

    /** How the timestamps of the partitions interleave: one by one, or in runs of 200 records. */
    @Param({"interleaved", "runs"})
    public String order;

    /** How keys and values are held; arrays are the form for rows. */
    @Param("ARRAYS")
    public ContentForm form;

    private PartitionFeed feed;

    /** Checks the order of one merge. */
    @Setup(Level.Trial)
    public void check() {
        var records = new AtomicInteger();
        var outOfOrder = new OutOfOrderCounter();
        newFeed()
                .merge(
                        record -> {
                            records.incrementAndGet();
                            outOfOrder.add(record.timestamp());
                        });
        if (records.get() != RECORDS || outOfOrder.count() > 0) {
            throw new IllegalStateException(
                    String.format(
                            "Expected %d records in timestamp order, found %d, %d of them out of"
                                    + " order",
                            RECORDS, records.get(), outOfOrder.count()));
        }
    }

    /** Prepares new records for each merge, as if just fetched. */
    @Setup(Level.Invocation)
    public void fetch() {
        feed = newFeed();
    }

    private PartitionFeed newFeed() {
        return new PartitionFeed(
                partitions, RECORDS / partitions, order.equals("runs") ? LONG_RUN : 1, form);
    }

    /** Appends, releases and iterates over all records. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void merge(Blackhole taken) {
        feed.merge(
                record -> {
                    taken.consume(record.offset());
                    taken.consume(record.timestamp());
                    taken.consume(record.key());
                    taken.consume(record.value());
                });
    }
}
