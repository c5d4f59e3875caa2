// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.List;

/**
 * All of a partition from the start of its replay on. Offsets without a record are markers, aborted
 * or compacted records: a consumer passes them without delivering anything.
 *
 * @param start the partition at the start of its replay
 * @param records by offset, all from the replay start on
 * @param logEnd exclusive end of the log, at least the replay end
 */
record PartitionLog(PartitionProgress start, List<LogRecord> records, long logEnd) {

    PartitionId id() {
        return start.id();
    }

    long replayEnd() {
        return start.replayEnd();
    }

    /** Index of the first record at this offset or behind it. */
    int indexAt(long offset) {
        int index = 0;
        while (index < records.size() && records.get(index).offset() < offset) {
            index++;
        }
        return index;
    }
}
