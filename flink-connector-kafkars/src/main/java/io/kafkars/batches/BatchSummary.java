// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import java.util.Optional;

/**
 * What the headers say of the record batches that a fetch returned. Nobody has verified it yet: the
 * checksums are for {@link BatchReader}.
 *
 * @param end where the last whole batch ends
 * @param lastOffset of the last whole batch
 * @param leaderEpoch of the last whole batch, {@link io.kafkars.columns.Chunk#NO_LEADER_EPOCH} if
 *     unknown
 * @param records number of records in all batches, whether or not they are for users
 */
public record BatchSummary(int end, long lastOffset, int leaderEpoch, long records) {

    /**
     * Goes from header to header.
     *
     * @param from where the first batch begins in the array
     * @param to end of the last batch, which may be cut
     * @return empty if {@link BatchReader} does not read this: there is no whole batch, not all are
     *     of format 2, or something is not a batch, or not one of a log
     */
    public static Optional<BatchSummary> of(byte[] bytes, int from, int to) {
        int last = -1;
        long records = 0;
        int at = from;
        try {
            for (int size; (size = BatchHeader.size(bytes, at, to)) > 0; at += size) {
                if (BatchHeader.magic(bytes, at) != BatchHeader.MAGIC) {
                    return Optional.empty();
                }
                last = at;
                records += Math.max(0, BatchHeader.recordCount(bytes, at));
            }
        } catch (DamagedBatchException e) {
            return Optional.empty();
        }
        return last < 0 ? Optional.empty() : of(bytes, last, at, records);
    }

    private static Optional<BatchSummary> of(byte[] bytes, int last, int end, long records) {
        long baseOffset = BatchHeader.baseOffset(bytes, last);
        int delta = BatchHeader.lastOffsetDelta(bytes, last);
        if (baseOffset < 0 || delta < 0 || baseOffset >= Long.MAX_VALUE - delta) {
            return Optional.empty();
        }
        return Optional.of(
                new BatchSummary(
                        end, baseOffset + delta, BatchHeader.leaderEpoch(bytes, last), records));
    }
}
