// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.TimestampType;

/**
 * Fetched records of one partition, which are read chunk by chunk: the records of a chunk have one
 * type of timestamp and one leader epoch. Not thread-safe.
 */
public interface FetchedRecords {

    /**
     * Appends the next records to an empty builder, as many as one chunk can hold. If some cannot
     * be read, it ends before them, and the next poll throws.
     *
     * @param limit offset of the first record that is to stay unread
     * @return whether there were any
     */
    boolean read(ChunkBuilder out, long limit);

    /** What the timestamps of the records mean that were read last. */
    TimestampType timestampType();

    /**
     * Leader epoch of the records that were read last; {@code Chunk.NO_LEADER_EPOCH} if unknown.
     */
    int leaderEpoch();
}
