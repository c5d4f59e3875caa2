// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.Runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A merge and the few partitions it reads, small enough that all of its states can be visited. A
 * partition's log is a word: a digit is a record with that timestamp, {@code -} one without, {@code
 * m} a marker, and {@code |} the replay end.
 */
final class SmallWorld {

    private static final int NOW = 0;

    private final Merge merge;
    private final List<PartitionLog> logs;
    private final List<KeyedRecord> replay;
    private final List<PartitionQueue> queues;
    private final long[] positions;
    private final int[] released;

    /** Whether the partition has changed since the last batch. */
    private final boolean[] changed;

    private int releasedReplay;
    private String wrong;
    private long watermark = Long.MIN_VALUE;

    SmallWorld(MergeSettings settings, List<PartitionLog> logs, List<KeyedRecord> replay) {
        this.merge = new Merge(settings, false);
        this.logs = logs;
        this.replay = replay;
        this.queues = merge.add(logs.stream().map(PartitionLog::start).toList(), NOW);
        this.positions = new long[logs.size()];
        this.released = new int[logs.size()];
        this.changed = new boolean[logs.size()];
        Arrays.fill(changed, true);
    }

    static List<PartitionLog> logs(List<String> words) {
        var logs = new ArrayList<PartitionLog>();
        for (String word : words) {
            var id = new PartitionId("t", logs.size());
            var records = new ArrayList<LogRecord>();
            int offset = 0;
            int end = 0;
            for (char c : word.toCharArray()) {
                if (c == '|') {
                    end = offset;
                } else if (c == 'm') {
                    offset++;
                } else {
                    records.add(LogRecord.at(offset++, c == '-' ? -1 : c - '0'));
                }
            }
            var start = PartitionProgress.atStart(id, 0, end, 100);
            logs.add(new PartitionLog(start, records, offset));
        }
        return logs;
    }

    /** Number of actions: each partition may deliver, or a batch may be released. */
    int actions() {
        return logs.size() + 1;
    }

    /** Performs an action; false if it cannot happen now. A paused partition delivers nothing. */
    boolean perform(int action) {
        if (action == logs.size()) {
            release();
            return true;
        }
        PartitionLog log = logs.get(action);
        long position = positions[action];
        if (position == log.logEnd() || queues.get(action).isPaused()) {
            return false;
        }
        int index = log.indexAt(position);
        if (index < log.records().size() && log.records().get(index).offset() == position) {
            Chunk chunk = LogRecord.chunkOf(List.of(log.records().get(index)));
            merge.append(queues.get(action), chunk, NOW);
        } else {
            merge.advance(queues.get(action), position + 1);
        }
        positions[action]++;
        changed[action] = true;
        return true;
    }

    private void release() {
        ReleasedBatch batch = merge.release(NOW);
        Arrays.fill(changed, false);
        Runs runs = batch.runs();
        for (int run = 0; run < runs.count(); run++) {
            for (int row = 0; row < runs.rowCount(run); row++) {
                long offset = runs.chunk(run).offset(runs.firstRow(run) + row);
                checkOrder(runs.partitionIndex(run), offset);
            }
        }
        if (batch.watermark() < watermark) {
            wrong = "the watermark went back to " + batch.watermark();
        }
        watermark = batch.watermark();
    }

    private void checkOrder(int partition, long offset) {
        PartitionLog log = logs.get(partition);
        LogRecord next = log.records().get(released[partition]++);
        if (next.offset() != offset) {
            wrong = "released " + log.id() + "@" + offset + " instead of " + next.offset();
        } else if (offset < log.replayEnd()) {
            KeyedRecord expected = replay.get(releasedReplay++);
            if (!expected.partition().equals(log.id()) || expected.offset() != offset) {
                wrong = "released " + log.id() + "@" + offset + " instead of " + expected;
            } else if (expected.mergeKey() <= watermark && watermark != Long.MIN_VALUE) {
                wrong = "released " + expected + " late, after watermark " + watermark;
            }
        }
    }

    /** What is wrong with this state, {@code null} if nothing is. */
    String problem() {
        if (wrong != null) {
            return wrong;
        }
        boolean anyLeft = false;
        boolean anyFetchable = false;
        for (int i = 0; i < logs.size(); i++) {
            boolean left = positions[i] < logs.get(i).logEnd();
            anyLeft |= left;
            anyFetchable |= left && !queues.get(i).isPaused();
            boolean lags = positions[i] < logs.get(i).replayEnd();
            if (lags && queues.get(i).isPaused() && queues.get(i).isEmpty()) {
                return logs.get(i).id() + " is paused and holds nothing";
            }
        }
        if (anyFetchable || merge.canRelease(NOW)) {
            return null;
        }
        if (anyLeft) {
            return "every partition with data is paused, and nothing can be released";
        }
        return merge.heldRecords() > 0 ? "the end is reached, and records are still held" : null;
    }

    /** Whether everything is released, and the merge knows it. */
    boolean isComplete() {
        for (int i = 0; i < logs.size(); i++) {
            if (released[i] < logs.get(i).records().size() || positions[i] < logs.get(i).logEnd()) {
                return false;
            }
        }
        return merge.isLive();
    }

    /** Equal for states that lead to the same outcomes, whatever happens next. */
    String fingerprint() {
        var state = new StringBuilder().append(watermark);
        for (int i = 0; i < logs.size(); i++) {
            PartitionQueue queue = queues.get(i);
            state.append('/').append(positions[i]).append(',').append(released[i]);
            state.append(',').append(queue.nextOffset());
            state.append(queue.isLive() ? 'L' : 'P').append(queue.isPaused() ? '=' : '>');
            state.append(changed[i] ? '!' : '.');
        }
        return state.toString();
    }
}
