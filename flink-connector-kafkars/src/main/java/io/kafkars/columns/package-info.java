// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * Memory layout of fetched records: columns on the heap, one {@link io.kafkars.columns.Chunk} for
 * each partition and poll. Plain Java; the rules of the replay are in {@link io.kafkars.merge}.
 *
 * <p>A {@link io.kafkars.columns.ChunkBuilder} collects records into chunks, {@link
 * io.kafkars.columns.Runs} put rows of many chunks into one order, and a {@link
 * io.kafkars.columns.Gatherer} copies them into contiguous columns in that order.
 *
 * <p>The types that users meet, {@link io.kafkars.columns.Header} and {@link
 * io.kafkars.columns.TimestampType}, are stable; everything else is internal.
 */
package io.kafkars.columns;
