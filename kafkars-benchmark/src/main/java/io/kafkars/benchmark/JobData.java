// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The records that the job of {@link JobBenchmark} counts. Their times are spread evenly over some
 * days. Keys are as unequal as in a real topic: a few have most of the records. A key has one
 * partition, so the partitions are of different sizes, and all of them cover all of the days.
 *
 * <p>After these records, each partition has one more: an end marker, two hours later. With it, the
 * watermark of a source that does not end passes the end of the last window.
 *
 * @param records number of records, without the end markers
 * @param partitions number of partitions
 * @param keys number of keys, at least one for each partition
 * @param days the time from the first record to the last
 */
record JobData(long records, int partitions, int keys, int days)
        implements BenchmarkTopics.Records {

    /** The start of an hour. */
    static final long START = Duration.ofHours(416_667).toMillis();

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int VALUE_BYTES = 100;

    /** Odd and without a pattern in its bits, so that multiples of it look random. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    @Override
    public long count() {
        return records + partitions;
    }

    @Override
    public int partition(long record) {
        return keyNumber(record) % partitions;
    }

    @Override
    public long timestamp(long record) {
        long span = Duration.ofDays(days).toMillis();
        return isMarker(record)
                ? START + span + 2 * HOUR
                : START + (long) ((double) span / records * record);
    }

    @Override
    public byte[] key(long record) {
        return ByteBuffer.allocate(Long.BYTES).putLong(keyNumber(record)).array();
    }

    @Override
    public byte[] value(long record) {
        return Content.TEXT.value(record, VALUE_BYTES);
    }

    /**
     * The key as a number. Key {@code k} has a share of {@code log((k + 2) / (k + 1)) / log(keys)},
     * nearly as Zipf's law says.
     */
    int keyNumber(long record) {
        if (isMarker(record)) {
            return (int) (record - records);
        }
        long mixed = (record + 1) * MIX;
        mixed = (mixed ^ (mixed >>> 32)) * MIX;
        double random = (mixed >>> 11) * 0x1.0p-53;
        // The same in every process, whatever its compilers do.
        return Math.min(keys, (int) StrictMath.pow(keys + 1, random)) - 1;
    }

    private boolean isMarker(long record) {
        return record >= records;
    }

    /** Number of windows from the first record to the last, for each key. */
    int hours() {
        return days * 24;
    }

    /** The number of all windows of all keys. */
    int windows() {
        return hours() * keys;
    }

    /** The window's place in the counts; -1 for that of an end marker. */
    int window(int key, long windowStart) {
        long hour = (windowStart - START) / HOUR;
        return hour < hours() ? (int) hour * keys + key : -1;
    }

    /** How many records each window of each key has. */
    long[] expectedCounts() {
        var counts = new long[windows()];
        for (long record = 0; record < records; record++) {
            counts[window(keyNumber(record), timestamp(record))]++;
        }
        return counts;
    }
}
