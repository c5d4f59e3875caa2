// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.time.Duration;

/** How the records of a topic are spread over its partitions, and over time. */
enum Spread {

    /** Partitions of equal size, whose timestamps interleave one by one. */
    EVEN {
        @Override
        int partition(long record, int partitions) {
            return (int) (record % partitions);
        }
    },

    /** The first partition has 90 % of the records; all cover the same time range. */
    ONE_LARGE {
        @Override
        int partition(long record, int partitions) {
            boolean small = partitions > 1 && record % 10 == 9;
            return small ? 1 + (int) (record / 10 % (partitions - 1)) : 0;
        }
    },

    /** Partitions of equal size, with three records a second in all of them together. */
    SPARSE {
        @Override
        int partition(long record, int partitions) {
            return EVEN.partition(record, partitions);
        }

        @Override
        long timestamp(long record, int partitions) {
            return FIRST_TIMESTAMP + record * 1_000 / 3;
        }
    },

    /** Partitions of equal size, each starting later: 30 days from the first to the last. */
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

    /** The partition of a record; records are numbered from 0. */
    abstract int partition(long record, int partitions);

    /** Timestamp of a record in epoch milliseconds; it increases within each partition. */
    long timestamp(long record, int partitions) {
        return FIRST_TIMESTAMP + record;
    }
}
