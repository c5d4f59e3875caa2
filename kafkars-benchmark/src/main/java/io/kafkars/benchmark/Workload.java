package io.kafkars.benchmark;

/**
 * What a topic is filled with.
 *
 * @param partitions number of partitions
 * @param records number of records in all of them together
 * @param valueBytes size of each value; keys have 8 bytes
 * @param compression codec of the topic, {@code none} if not compressed
 */
record Workload(int partitions, long records, int valueBytes, String compression, Spread spread) {

    /** Most bytes of values that one topic gets. */
    private static final long MOST_BYTES = 1L << 30;

    static final String NOT_COMPRESSED = "none";

    static Workload of(int partitions, long records) {
        return new Workload(partitions, records, 100, NOT_COMPRESSED, Spread.EVEN);
    }

    /** The same for larger values, with fewer records if they would be too large together. */
    Workload values(int bytes) {
        long most = Math.max(1, MOST_BYTES / bytes);
        return new Workload(partitions, Math.min(records, most), bytes, compression, spread);
    }

    Workload compressed(String codec) {
        return new Workload(partitions, records, valueBytes, codec, spread);
    }

    Workload spread(Spread newSpread) {
        return new Workload(partitions, records, valueBytes, compression, newSpread);
    }

    /** The same in fewer partitions, if it has more. */
    Workload narrowed(int most) {
        return new Workload(Math.min(most, partitions), records, valueBytes, compression, spread);
    }
}
