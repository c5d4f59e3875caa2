// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

/** Counts the records that come after one with a later timestamp. Not thread-safe. */
public final class OutOfOrderCounter {

    private long latest = Long.MIN_VALUE;
    private long count;

    /** Takes the timestamp of the next record. */
    public void add(long timestamp) {
        if (timestamp < latest) {
            count++;
        } else {
            latest = timestamp;
        }
    }

    /** How many records were out of order so far. */
    public long count() {
        return count;
    }
}
