// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/**
 * What has passed through a merge since it was created, including partitions that have left. Not
 * thread-safe; written by the merge.
 */
public final class MergeTotals {

    long releasedRecords;
    long disorderedRecords;
    long futureRecords;

    MergeTotals() {}

    /** Records released. */
    public long releasedRecords() {
        return releasedRecords;
    }

    /** Records that were older than a record before them in their partition. */
    public long disorderedRecords() {
        return disorderedRecords;
    }

    /**
     * Records whose timestamp was disregarded because it is too far ahead, and restored merge keys
     * that were.
     */
    public long futureRecords() {
        return futureRecords;
    }
}
