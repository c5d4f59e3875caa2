// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import io.kafkars.batches.AbortedTransaction;
import io.kafkars.batches.BatchSummary;

import org.apache.kafka.common.TopicPartition;

import java.util.List;

/**
 * Record batches that a fetch returned for a partition, as bytes. They are a part of the whole
 * response, which stays in memory as long as this does.
 *
 * @param bytes of the response
 * @param batches what their headers say, and where they are
 * @param fetchOffset the first offset wanted; the first batch may begin before it
 * @param abortedTransactions those of which no record is read
 * @param isLast whether these are the last batches of the fetch
 * @param totals is told what was read of them
 */
public record KeptFetch(
        TopicPartition partition,
        byte[] bytes,
        BatchSummary batches,
        long fetchOffset,
        List<AbortedTransaction> abortedTransactions,
        boolean isLast,
        ResponseTotals totals) {

    /** Some of the batches were read. */
    public void read(long records, long size) {
        totals.add(partition.topic(), records, size);
    }

    /** Nothing more will be read of the batches. */
    public void finish() {
        if (isLast) {
            totals.finish(partition);
        }
    }
}
