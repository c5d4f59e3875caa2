package io.kafkars.benchmark;

import java.time.Duration;

/** How the records of a topic are spread over its partitions, and over time. */
enum Spread {

    /** All partitions have as many records, and take turns in time. */
    EVEN {
        @Override
        int partition(long record, int partitions) {
            return (int) (record % partitions);
        }
    },

    /** The first partition has 90 % of the records; all cover the same time. */
    ONE_LARGE {
        @Override
        int partition(long record, int partitions) {
            boolean small = partitions > 1 && record % 10 == 9;
            return small ? 1 + (int) (record / 10 % (partitions - 1)) : 0;
        }
    },

    /** All partitions have as many records, each from a later time: 30 days from first to last. */
    DAYS_APART {
        @Override
        int partition(long record, int partitions) {
            return EVEN.partition(record, partitions);
        }

        @Override
        long timestamp(long record, int partitions) {
            long step = partitions == 1 ? 0 : Duration.ofDays(30).toMillis() / (partitions - 1);
            return EVEN.timestamp(record, partitions) + step * partition(record, partitions);
        }
    };

    private static final long FIRST_TIMESTAMP = 1_500_000_000_000L;

    /** The partition of a record, which are counted from 0. */
    abstract int partition(long record, int partitions);

    /** When it was, epoch milliseconds; grows in each partition. */
    long timestamp(long record, int partitions) {
        return FIRST_TIMESTAMP + record;
    }
}
