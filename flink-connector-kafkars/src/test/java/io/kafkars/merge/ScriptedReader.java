// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static io.kafkars.merge.RecordView.NO_LEADER_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads logs through a merge by a list of steps: which partition delivers how much and when, when
 * records are released, and where the reader stops and is restored.
 */
final class ScriptedReader {

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final MergeSettings settings;
    private final Map<PartitionId, PartitionLog> logs = new TreeMap<>();
    private final List<KeyedRecord> emitted = new ArrayList<>();

    private boolean respectsPauses = true;
    private boolean stopsAtReplayEnd;
    private boolean requiresReadToEnd;

    private CheckedMerge merge;
    private Map<PartitionId, Long> positions = new HashMap<>();
    private final Set<PartitionId> fetchedSinceRelease = new HashSet<>();
    private int maxFetch = 1;
    private long largestFetchBytes;
    private boolean partitionsChanged;
    private long now = LogShape.RESOLVE_TIME;

    ScriptedReader(MergeSettings settings, List<PartitionLog> logs) {
        this.settings = settings;
        logs.forEach(log -> this.logs.put(log.id(), log));
    }

    ScriptedReader ignoringPauses() {
        respectsPauses = false;
        return this;
    }

    ScriptedReader stoppingAtReplayEnd() {
        stopsAtReplayEnd = true;
        return this;
    }

    ScriptedReader requiringReadToEnd() {
        requiresReadToEnd = true;
        return this;
    }

    /** Joins all partitions, at their starts. */
    ScriptedReader start() {
        var starts = new HashMap<PartitionId, PartitionProgress>();
        logs.forEach((id, log) -> starts.put(id, log.start()));
        restore(starts);
        return this;
    }

    private void restore(Map<PartitionId, PartitionProgress> from) {
        merge = new CheckedMerge(settings, stopsAtReplayEnd);
        if (requiresReadToEnd) {
            merge.requireReadToEnd();
        }
        positions = new HashMap<>();
        var partitions = new LinkedHashMap<PartitionProgress, PartitionLog>();
        from.forEach(
                (id, progress) -> {
                    partitions.put(progress, logs.get(id));
                    positions.put(id, progress.nextOffset());
                });
        merge.add(partitions, now);
    }

    void add(PartitionLog log) {
        partitionsChanged = true;
        logs.put(log.id(), log);
        positions.put(log.id(), log.start().nextOffset());
        merge.add(Map.of(log.start(), log), now);
    }

    void remove(PartitionId id) {
        partitionsChanged = true;
        merge.remove(id);
        positions.remove(id);
    }

    ScriptedReader run(List<ReaderStep> steps) {
        for (ReaderStep step : steps) {
            perform(step);
            if (!(step instanceof ReaderStep.Wait)) {
                checkHeld();
            }
        }
        return this;
    }

    private void perform(ReaderStep step) {
        if (step instanceof ReaderStep.Wait wait) {
            now += wait.millis();
        } else if (step instanceof ReaderStep.Fetch fetch) {
            fetchIfPossible(fetch);
        } else if (step instanceof ReaderStep.Answer answer) {
            merge.answer(answer.partition(), answer.readability(), now);
        } else if (step instanceof ReaderStep.Restore restore) {
            restoreInsideBatch(restore.emitted());
        } else {
            emitted.addAll(release());
        }
    }

    /**
     * Fetches and releases until nothing moves any more, respecting pauses. If a merge stalls
     * before the end of all logs, the caller finds records missing.
     */
    ScriptedReader drain() {
        // The last step may have fetched, and pauses are only decided when a batch is released.
        emitted.addAll(release());
        boolean moved = true;
        while (moved) {
            moved = false;
            for (PartitionId id : merge.partitions()) {
                moved |= !merge.isPaused(id) && fetch(id, maxFetch, UNLIMITED, true);
            }
            now +=
                    1
                            + Math.max(
                                    settings.liveMaxWait().toMillis(),
                                    settings.batchLinger().toMillis());
            List<KeyedRecord> rows = release();
            emitted.addAll(rows);
            moved |= !rows.isEmpty();
            checkHeld();
        }
        return this;
    }

    private List<KeyedRecord> release() {
        fetchedSinceRelease.clear();
        return merge.release(now);
    }

    private void fetchIfPossible(ReaderStep.Fetch fetch) {
        maxFetch = Math.max(maxFetch, fetch.offsets());
        List<PartitionId> ids = merge.partitions().stream().sorted().toList();
        if (ids.isEmpty()) {
            return;
        }
        PartitionId id = ids.get(fetch.partition() % ids.size());
        if (!respectsPauses || (!merge.isPaused(id) && fetchedSinceRelease.add(id))) {
            fetch(id, fetch.offsets(), fetch.maxChunkRows(), fetch.reportsPosition());
        }
    }

    /** Moves the position by that many offsets; returns whether there was anything to read. */
    private boolean fetch(PartitionId id, int offsets, int maxChunkRows, boolean reportsPosition) {
        PartitionLog log = logs.get(id);
        long from = positions.get(id);
        long to = Math.min(log.logEnd(), from + offsets);
        long bytes = 0;
        var chunk = new ArrayList<LogRecord>();
        for (LogRecord record : log.records()) {
            if (record.offset() < from || record.offset() >= to) {
                continue;
            }
            if (stopsAtReplayEnd && record.offset() >= log.replayEnd()) {
                break;
            }
            boolean full = chunk.size() >= maxChunkRows;
            if (!chunk.isEmpty() && (full || !mayShareChunk(log, chunk.get(0), record))) {
                bytes += append(id, chunk);
            }
            chunk.add(record);
        }
        if (!chunk.isEmpty()) {
            bytes += append(id, chunk);
        }
        largestFetchBytes = Math.max(largestFetchBytes, bytes);
        positions.put(id, to);
        if (reportsPosition) {
            merge.advance(id, to, now);
        }
        return to > from;
    }

    private static boolean mayShareChunk(PartitionLog log, LogRecord first, LogRecord next) {
        boolean sameSide = first.offset() < log.replayEnd() == next.offset() < log.replayEnd();
        return sameSide && first.sharesChunkWith(next);
    }

    private long append(PartitionId id, List<LogRecord> chunk) {
        long bytes = merge.append(id, List.copyOf(chunk), now);
        chunk.clear();
        return bytes;
    }

    /** Emits some records of a batch, then loses everything but the progress of each partition. */
    private void restoreInsideBatch(int choice) {
        var reached = new HashMap<>(merge.reached());
        List<KeyedRecord> rows = release();
        int count = choice % (rows.size() + 1);
        for (KeyedRecord row : rows.subList(0, count)) {
            emitted.add(row);
            reached.computeIfPresent(
                    row.partition(),
                    (id, p) -> p.advancedTo(row.offset() + 1, row.mergeKey(), NO_LEADER_EPOCH));
        }
        restore(count == rows.size() ? merge.reached() : reached);
    }

    /**
     * Rule 9: what is not released yet exceeds the limits by at most one fetch of each partition.
     * The heap in use may be one more fetch of each: a chunk keeps its heap until its last record
     * is released.
     */
    private void checkHeld() {
        if (!respectsPauses || partitionsChanged) {
            return;
        }
        long partitions = merge.partitions().size();
        assertThat(merge.heldRecords())
                .isLessThanOrEqualTo(
                        Math.max(settings.maxHeldRecords(), partitions)
                                + (2 * maxFetch + MergeKeys.LOOK_AHEAD) * partitions);
        long oneFetchOfEach = (2 + MergeKeys.LOOK_AHEAD) * largestFetchBytes * partitions;
        assertThat(merge.unreleasedBytes())
                .isLessThanOrEqualTo(
                        Math.max(settings.maxHeldBytes(), partitions) + oneFetchOfEach);
        assertThat(merge.heldBytes())
                .isBetween(merge.unreleasedBytes(), merge.unreleasedBytes() + oneFetchOfEach);
    }

    List<KeyedRecord> emitted() {
        return emitted;
    }

    CheckedMerge merge() {
        return merge;
    }

    long now() {
        return now;
    }
}
