// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Tells which batches of a fetch response belong to aborted transactions. Asked for each batch in
 * the order of the log; not thread-safe.
 *
 * <p>A response names, for each aborted transaction that overlaps with it, the producer and the
 * offset of the transaction's first record. From there on the producer's batches are aborted, up to
 * the marker that ends the transaction.
 */
final class AbortedTransactions {

    private final PriorityQueue<AbortedTransaction> toCome =
            new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));

    private final Set<Long> producers = new HashSet<>();

    AbortedTransactions(List<AbortedTransaction> transactions) {
        toCome.addAll(transactions);
    }

    /** Moves on to a batch: transactions that begin before its end have begun. */
    void advanceTo(long lastOffset) {
        while (!toCome.isEmpty() && toCome.element().firstOffset() <= lastOffset) {
            producers.add(toCome.remove().producerId());
        }
    }

    /** The producer's transaction ends here. */
    void end(long producerId) {
        producers.remove(producerId);
    }

    /** Whether the producer's transaction at this place is one that was aborted. */
    boolean contains(long producerId) {
        return producers.contains(producerId);
    }
}
