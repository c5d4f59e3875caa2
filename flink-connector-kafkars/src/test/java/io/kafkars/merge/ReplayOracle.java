// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a replay must give, found without merging: a key for each record, then one sort.
 *
 * @param futureTolerance by how many milliseconds a timestamp may be ahead and still be believed
 */
record ReplayOracle(long futureTolerance) {

    /** Kinds of records that are counted. */
    enum Kind {
        ORDERED,
        UNSTAMPED,
        DISORDERED,
        FUTURE
    }

    /** A record of the replay with its merge key, and what it counts as. */
    record Judged(KeyedRecord keyed, Kind kind) {}

    /** The records before the replay end. */
    static List<LogRecord> replayed(PartitionLog log) {
        return log.records().stream().filter(r -> r.offset() < log.replayEnd()).toList();
    }

    /** All records before the replay end, with their merge keys, from the whole log. */
    List<Judged> judged(PartitionLog log) {
        List<LogRecord> records = replayed(log);
        var judged = new ArrayList<Judged>();
        long key = PartitionProgress.NO_KEY;
        for (int i = 0; i < records.size(); i++) {
            Kind kind = kindOf(log, records, i, key);
            key = keyAfter(records.get(i), kind, key);
            judged.add(new Judged(new KeyedRecord(log.id(), records.get(i), key), kind));
        }
        return judged;
    }

    /** A live record after one with this merge key. */
    Judged judgedLive(PartitionId id, LogRecord record, long previousKey, long now) {
        Kind kind = Kind.ORDERED;
        if (record.timestamp() == -1) {
            kind = Kind.UNSTAMPED;
        } else if (record.timestamp() > now + futureTolerance) {
            kind = Kind.FUTURE;
        } else if (record.timestamp() < previousKey) {
            kind = Kind.DISORDERED;
        }
        return new Judged(new KeyedRecord(id, record, keyAfter(record, kind, previousKey)), kind);
    }

    private static long keyAfter(LogRecord record, Kind kind, long previousKey) {
        return kind == Kind.ORDERED
                ? Math.min(record.timestamp(), Long.MAX_VALUE - 1)
                : previousKey;
    }

    private Kind kindOf(PartitionLog log, List<LogRecord> records, int index, long previousKey) {
        long timestamp = records.get(index).timestamp();
        if (timestamp == -1) {
            return Kind.UNSTAMPED;
        }
        if (timestamp < previousKey) {
            return Kind.DISORDERED;
        }
        List<LogRecord> next = records.subList(index + 1, Math.min(records.size(), index + 33));
        return isOutlier(log, timestamp, previousKey, next) ? Kind.FUTURE : Kind.ORDERED;
    }

    /** The rule as the design states it, in numbers that do not overflow. */
    private boolean isOutlier(
            PartitionLog log, long timestamp, long previousKey, List<LogRecord> next) {
        if (!needsLookAhead(log, timestamp, previousKey)) {
            return false;
        }
        List<LogRecord> stamped = next.stream().filter(r -> r.timestamp() != -1).toList();
        if (previousKey == PartitionProgress.NO_KEY) {
            long back = stamped.stream().filter(r -> fallsBack(timestamp, r)).count();
            return back > 0 && 2 * back >= stamped.size();
        }
        return stamped.stream().anyMatch(r -> showsOutlier(timestamp, previousKey, r));
    }

    boolean needsLookAhead(PartitionLog log, long timestamp, long previousKey) {
        if (timestamp == -1 || timestamp <= previousKey) {
            return false;
        }
        boolean first = previousKey == PartitionProgress.NO_KEY;
        // The largest number is no key.
        long possibleKey = Math.min(timestamp, Long.MAX_VALUE - 1);
        return isAfterTolerance(first ? log.start().resolveTime() : previousKey, possibleKey);
    }

    /** Whether this later record alone shows that a record with a predecessor is an outlier. */
    boolean showsOutlier(long timestamp, long previousKey, LogRecord later) {
        return previousKey != PartitionProgress.NO_KEY
                && later.timestamp() != -1
                && fallsBack(timestamp, later)
                && distance(later.timestamp(), timestamp)
                                .compareTo(distance(previousKey, timestamp).shiftRight(1))
                        > 0;
    }

    private boolean fallsBack(long timestamp, LogRecord later) {
        return isAfterTolerance(later.timestamp(), timestamp);
    }

    private boolean isAfterTolerance(long from, long to) {
        return to > from && (to - from < 0 || to - from > futureTolerance);
    }

    private static BigInteger distance(long from, long to) {
        return BigInteger.valueOf(to).subtract(BigInteger.valueOf(from));
    }

    /** Everything below the replay ends, in the order in which it must be released. */
    List<KeyedRecord> replayOf(Collection<PartitionLog> logs) {
        return logs.stream()
                .flatMap(log -> judged(log).stream().map(Judged::keyed))
                .sorted()
                .toList();
    }
}
