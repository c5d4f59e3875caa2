// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes up logs with everything that real ones have: equal, backward, missing, negative and
 * far-future timestamps, holes, markers at any place and as the only content, empty partitions, and
 * records behind the replay end.
 */
final class RandomLogs {

    static final long RESOLVE_TIME = 1_700_000_000_000L;

    private static final String[] TOPICS = {"events", "events-2", "Metrics", "\u00e9clairs"};
    private static final int LARGE_VALUE = 3_000;

    private final Random random;
    private final long futureTolerance;

    RandomLogs(Random random, long futureTolerance) {
        this.random = random;
        this.futureTolerance = futureTolerance;
    }

    /** So many partitions over one to four topics, by their ids. */
    TreeMap<PartitionId, PartitionLog> partitions(int count, int mostOffsets) {
        int topics = 1 + random.nextInt(TOPICS.length);
        var logs = new TreeMap<PartitionId, PartitionLog>();
        for (int i = 0; i < count; i++) {
            var id = new PartitionId(TOPICS[i % topics], i / topics);
            logs.put(id, partition(id, random.nextInt(mostOffsets + 1)));
        }
        return logs;
    }

    /** A partition with a replay of any length up to its log's. */
    PartitionLog partition(PartitionId id, int offsets) {
        long start = pick(0, 0, 7, 5_000_000_000L);
        int replayed = random.nextBoolean() ? offsets : random.nextInt(offsets + 1);
        return log(PartitionProgress.atStart(id, start, start + replayed, RESOLVE_TIME), offsets);
    }

    /** A partition that is found when the source is live already. */
    PartitionLog liveAtOnce(PartitionId id, int offsets) {
        return log(PartitionProgress.atStart(id, 0, 0, RESOLVE_TIME), offsets);
    }

    private PartitionLog log(PartitionProgress start, int offsets) {
        int recordsPerCent = (int) pick(0, 50, 90, 100, 100);
        long time = RESOLVE_TIME - pick(0, 10, 1_000, 1_000_000);
        long step = pick(0, 1, 10, 100_000);
        int oddPerCent = (int) pick(0, 10, 60);
        var records = new ArrayList<LogRecord>();
        for (int i = 0; i < offsets; i++) {
            if (random.nextInt(100) < recordsPerCent) {
                boolean odd = random.nextInt(100) < oddPerCent;
                long timestamp = odd ? oddTimestamp(time) : time;
                records.add(record(start.replayStart() + i, timestamp));
                time += step == 0 ? 0 : random.nextLong(step + 1);
            }
        }
        return new PartitionLog(start, List.copyOf(records), start.replayStart() + offsets);
    }

    private long oddTimestamp(long time) {
        long believed = RESOLVE_TIME + futureTolerance;
        return pick(
                -1,
                -1,
                -5,
                Long.MIN_VALUE,
                0,
                time - 1,
                time - 50_000,
                believed,
                believed + 1,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE);
    }

    private LogRecord record(long offset, long timestamp) {
        var type =
                random.nextInt(10) > 0 ? TimestampType.CREATE_TIME : TimestampType.LOG_APPEND_TIME;
        int epoch = random.nextInt(10) > 0 ? 3 : RecordView.NO_LEADER_EPOCH;
        return new LogRecord(offset, timestamp, type, epoch, bytes(), bytes(), headers());
    }

    private byte[] bytes() {
        int size = (int) pick(-1, 0, 1, 8, 8, random.nextInt(50) == 0 ? LARGE_VALUE : 2);
        if (size < 0) {
            return null;
        }
        var bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private List<Header> headers() {
        var headers = new ArrayList<Header>();
        for (int i = (int) pick(0, 0, 0, 0, 1, 3); i > 0; i--) {
            headers.add(new Header(random.nextBoolean() ? "" : "k\u00e9y", bytes()));
        }
        return headers;
    }

    private long pick(long... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
