// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

/**
 * A transaction that was aborted.
 *
 * @param producerId of the producer that wrote it
 * @param firstOffset of its first record
 */
public record AbortedTransaction(long producerId, long firstOffset) {}
