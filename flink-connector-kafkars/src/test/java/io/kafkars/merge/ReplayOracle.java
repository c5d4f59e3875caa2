// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a replay must give, found without merging: a key for each record, then one sort.
 *
 * @param futureTolerance how far past the resolve time a replayed timestamp is believed
 */
record ReplayOracle(long futureTolerance) {

    /** Kinds of records that are counted. */
    enum Kind {
        ORDERED,
        UNSTAMPED,
        DISORDERED,
        FUTURE
    }

    /** All records of the partition, also those behind the replay end, with their merge keys. */
    List<KeyedRecord> keyed(PartitionLog log) {
        var keyed = new ArrayList<KeyedRecord>();
        long key = PartitionProgress.NO_KEY;
        for (LogRecord record : log.records()) {
            if (kindOf(log, record, key) == Kind.ORDERED) {
                key = Math.min(record.timestamp(), Long.MAX_VALUE - 1);
            }
            keyed.add(new KeyedRecord(log.id(), record, key));
        }
        return keyed;
    }

    /** What the record is behind a record of its partition that has this merge key. */
    Kind kindOf(PartitionLog log, LogRecord record, long previousKey) {
        boolean replayed = record.offset() < log.replayEnd();
        if (record.timestamp() < 0) {
            return Kind.UNSTAMPED;
        }
        if (replayed && record.timestamp() > log.start().resolveTime() + futureTolerance) {
            return Kind.FUTURE;
        }
        return record.timestamp() < previousKey ? Kind.DISORDERED : Kind.ORDERED;
    }

    /** Everything below the replay ends, in the order in which it must be released. */
    List<KeyedRecord> replayOf(Collection<PartitionLog> logs) {
        return logs.stream()
                .flatMap(
                        log ->
                                keyed(log).stream()
                                        .filter(keyed -> keyed.offset() < log.replayEnd()))
                .sorted()
                .toList();
    }
}
