// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.List;

/**
 * A partition's log from the start of its replay. Offsets without a record are markers, aborted or
 * compacted records: a consumer passes them without delivering anything.
 *
 * @param start the partition at the start of its replay
 * @param records by offset, none before the replay start
 * @param logEnd exclusive end of the log, at least the replay end
 */
public record PartitionLog(PartitionProgress start, List<LogRecord> records, long logEnd) {

    public PartitionId id() {
        return start.id();
    }

    public long replayEnd() {
        return start.replayEnd();
    }

    /** Index of the first record at this offset or after it. */
    int indexAt(long offset) {
        int index = 0;
        while (index < records.size() && records.get(index).offset() < offset) {
            index++;
        }
        return index;
    }

    /** The same log, all of it after the replay end. */
    PartitionLog liveAtOnce() {
        long from = start.replayStart();
        return new PartitionLog(
                PartitionProgress.atStart(id(), from, from, start.resolveTime()), records, logEnd);
    }

    /** Timestamps close to the resolve time {@code T} are shown by their distance from it. */
    @Override
    public String toString() {
        return "%s from %d, replay end %d, log end %d: %s"
                .formatted(
                        id(),
                        start.replayStart(),
                        replayEnd(),
                        logEnd,
                        records.stream()
                                .map(record -> record.describe(start.resolveTime()))
                                .toList());
    }
}
