package io.kafkars.chaos;

/**
 * What a partition holds, as a plain consumer has read it, and what the rules of the merge make of
 * it.
 *
 * @param historyEnd exclusive end of what was there before the source started; the replay ends
 *     there or later. 0 for a partition without history
 * @param contents hash of key and value of each record, by offset
 * @param timestamps timestamp of each record, negative for none, by offset
 * @param mergeKeys merge key of each record, by offset
 */
record PartitionLog(long historyEnd, long[] contents, long[] timestamps, long[] mergeKeys) {

    /**
     * @param futureLimit timestamps of the history above it count as missing
     */
    static PartitionLog of(long historyEnd, long[] contents, long[] timestamps, long futureLimit) {
        long[] keys = new long[timestamps.length];
        long key = Emission.NONE;
        for (int offset = 0; offset < keys.length; offset++) {
            long timestamp = timestamps[offset];
            boolean counts = timestamp >= 0 && (offset >= historyEnd || timestamp <= futureLimit);
            key = counts ? Math.max(key, timestamp) : key;
            keys[offset] = key;
        }
        return new PartitionLog(historyEnd, contents, timestamps, keys);
    }

    int records() {
        return contents.length;
    }

    /** The event time that a record has to have. */
    long eventTime(int offset) {
        return timestamps[offset] >= 0 ? timestamps[offset] : mergeKeys[offset];
    }
}
