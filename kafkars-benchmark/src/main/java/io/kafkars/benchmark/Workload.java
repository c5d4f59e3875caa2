// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

/**
 * The records that a topic is filled with.
 *
 * @param partitions number of partitions
 * @param records number of records in all of them together
 * @param valueBytes size of each value; keys have 8 bytes
 * @param compression codec of the topic, {@code none} if not compressed
 * @param spread how the records are spread over partitions and time
 * @param content what the values hold
 */
record Workload(
        int partitions,
        long records,
        int valueBytes,
        String compression,
        Spread spread,
        Content content) {

    /** Maximum bytes of all values of a topic. */
    private static final long MAX_BYTES = 1L << 30;

    static final String NOT_COMPRESSED = "none";

    static Workload of(int partitions, long records) {
        return new Workload(partitions, records, 100, NOT_COMPRESSED, Spread.EVEN, Content.TEXT);
    }

    /** The same with larger values, and with fewer records if all values would be too large. */
    Workload values(int bytes) {
        long maxRecords = Math.max(1, MAX_BYTES / bytes);
        return new Workload(
                partitions, Math.min(records, maxRecords), bytes, compression, spread, content);
    }

    Workload compressed(String codec) {
        return new Workload(partitions, records, valueBytes, codec, spread, content);
    }

    Workload spread(Spread newSpread) {
        return new Workload(partitions, records, valueBytes, compression, newSpread, content);
    }

    Workload content(Content newContent) {
        return new Workload(partitions, records, valueBytes, compression, spread, newContent);
    }

    /** The same in at most that many partitions. */
    Workload narrowed(int maxPartitions) {
        return new Workload(
                Math.min(maxPartitions, partitions),
                records,
                valueBytes,
                compression,
                spread,
                content);
    }
}
