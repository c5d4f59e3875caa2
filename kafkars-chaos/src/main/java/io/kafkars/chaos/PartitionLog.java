// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

/**
 * The records of a partition, as a plain consumer has read them, with the merge keys that the rules
 * of the design give them.
 *
 * @param historyEnd exclusive end of the records written before the source started; the replay ends
 *     there or later. 0 for a partition without history
 * @param contents hash of key and value of each record, by offset
 * @param timestamps timestamp of each record, -1 for none, by offset
 * @param mergeKeys merge key of each record, by offset
 */
record PartitionLog(long historyEnd, long[] contents, long[] timestamps, long[] mergeKeys) {

    private static final long NO_TIMESTAMP = -1;

    /**
     * Computes the merge keys.
     *
     * @param futureLimit timestamps above it count as missing: those of the history are outliers,
     *     and live ones are not believed
     */
    static PartitionLog of(long historyEnd, long[] contents, long[] timestamps, long futureLimit) {
        long[] keys = new long[timestamps.length];
        long key = Emission.NONE;
        for (int offset = 0; offset < keys.length; offset++) {
            long timestamp = timestamps[offset];
            boolean counts = timestamp != NO_TIMESTAMP && timestamp <= futureLimit;
            key = counts ? Math.max(key, timestamp) : key;
            keys[offset] = key;
        }
        return new PartitionLog(historyEnd, contents, timestamps, keys);
    }

    int records() {
        return contents.length;
    }

    /** The event time that the record must have. */
    long eventTime(int offset) {
        if (timestamps[offset] != NO_TIMESTAMP) {
            return timestamps[offset];
        }
        return mergeKeys[offset] == Emission.NONE ? 0 : mergeKeys[offset];
    }
}
