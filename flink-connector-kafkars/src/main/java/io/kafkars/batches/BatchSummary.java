// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.batches;

import java.util.ArrayList;
import java.util.List;

/**
 * What the headers say of successive record batches that a fetch returned. Nobody has verified it
 * yet: the checksums are for {@link BatchReader}.
 *
 * @param from where the first batch begins in the bytes of the response
 * @param end where the last batch ends
 * @param lastOffset of the last batch
 * @param leaderEpoch of the last batch, {@link io.kafkars.columns.Chunk#NO_LEADER_EPOCH} if unknown
 * @param records number of records in all batches, whether or not they are for users
 */
public record BatchSummary(int from, int end, long lastOffset, int leaderEpoch, long records) {

    /**
     * Goes from header to header, and divides the batches into parts. A part ends with the batch
     * that makes it large enough.
     *
     * @param from where the first batch begins in the array
     * @param to end of the last batch, which may be cut
     * @param enough number of records with which a part is large enough, at least 1
     * @return the parts, whose last offsets rise; one part if those of the batches do not; none if
     *     {@link BatchReader} does not read this: there is no whole batch, not all are of format 2,
     *     or something is not a batch, or not one of a log
     */
    public static List<BatchSummary> divide(byte[] bytes, int from, int to, long enough) {
        var parts = new ArrayList<BatchSummary>();
        boolean inOrder = true;
        long lastOffset = -1;
        int begin = from;
        int last = -1;
        long records = 0;
        long allRecords = 0;
        int at = from;
        try {
            for (int size; (size = BatchHeader.size(bytes, at, to)) > 0; at += size) {
                if (BatchHeader.magic(bytes, at) != BatchHeader.MAGIC) {
                    return List.of();
                }
                if (records >= enough) {
                    parts.add(of(bytes, begin, last, at, records));
                    begin = at;
                    records = 0;
                }
                inOrder &= BatchHeader.baseOffset(bytes, at) > lastOffset;
                lastOffset = lastOffset(bytes, at);
                last = at;
                int count = Math.max(0, BatchHeader.recordCount(bytes, at));
                records += count;
                allRecords += count;
            }
        } catch (DamagedBatchException e) {
            return List.of();
        }
        if (last < 0 || lastOffset < 0) {
            return List.of();
        }
        if (!inOrder) {
            return List.of(of(bytes, from, last, at, allRecords));
        }
        parts.add(of(bytes, begin, last, at, records));
        return parts;
    }

    private static BatchSummary of(byte[] bytes, int from, int last, int end, long records) {
        return new BatchSummary(
                from, end, lastOffset(bytes, last), BatchHeader.leaderEpoch(bytes, last), records);
    }

    /** Negative if no batch of a log can have it. */
    private static long lastOffset(byte[] bytes, int batch) {
        long baseOffset = BatchHeader.baseOffset(bytes, batch);
        int delta = BatchHeader.lastOffsetDelta(bytes, batch);
        boolean possible = baseOffset >= 0 && delta >= 0 && baseOffset < Long.MAX_VALUE - delta;
        return possible ? baseOffset + delta : -1;
    }
}
