// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads made-up logs through a merge, at random: which partition delivers how much and when,
 * whether a pause is respected, when records are released, and where the reader stops and is
 * restored.
 */
final class RandomReader {

    private final Random random;
    private final MergeSettings settings;
    private final Map<PartitionId, PartitionLog> logs = new TreeMap<>();
    private final List<KeyedRecord> emitted = new ArrayList<>();

    private boolean respectsPauses = true;
    private boolean stopsAtReplayEnd;
    private int restorePerCent;
    private int mostFetched = 5;

    private CheckedMerge merge;
    private Map<PartitionId, Long> positions = new HashMap<>();
    private final Set<PartitionId> fetchedSinceRelease = new HashSet<>();
    private long largestFetchBytes;
    private boolean partitionsChanged;
    private long now = RandomLogs.RESOLVE_TIME;

    RandomReader(Random random, MergeSettings settings, Map<PartitionId, PartitionLog> logs) {
        this.random = random;
        this.settings = settings;
        this.logs.putAll(logs);
    }

    RandomReader ignoringPauses() {
        respectsPauses = false;
        return this;
    }

    RandomReader stoppingAtReplayEnd() {
        stopsAtReplayEnd = true;
        return this;
    }

    RandomReader restoredInPerCentOfSteps(int perCent) {
        restorePerCent = perCent;
        return this;
    }

    RandomReader fetchingAtMost(int offsets) {
        mostFetched = offsets;
        return this;
    }

    /** Joins all partitions, at their starts. */
    RandomReader start() {
        var starts = new HashMap<PartitionId, PartitionProgress>();
        logs.forEach((id, log) -> starts.put(id, log.start()));
        restore(starts);
        return this;
    }

    private void restore(Map<PartitionId, PartitionProgress> from) {
        merge = new CheckedMerge(settings, stopsAtReplayEnd);
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

    /** Some steps at random. */
    RandomReader run(int steps) {
        for (int step = 0; step < steps; step++) {
            now += random.nextInt(10) > 0 ? random.nextInt(3) : random.nextInt(40_000);
            for (int fetches = random.nextInt(4); fetches > 0; fetches--) {
                fetchFromOne();
            }
            if (random.nextInt(100) < restorePerCent) {
                stopInsideBatch();
            } else if (random.nextInt(4) > 0) {
                emitted.addAll(release());
            }
            checkHeld();
        }
        return this;
    }

    /**
     * Goes on until nothing moves any more, respecting pauses; whoever stalls earlier than at the
     * end of all logs is found out by that.
     */
    RandomReader drain() {
        // The last step may have fetched, and nobody have been paused for it yet.
        emitted.addAll(release());
        boolean moved = true;
        while (moved) {
            moved = false;
            for (PartitionId id : merge.partitions()) {
                moved |= !merge.isPaused(id) && fetch(id, mostFetched, true);
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

    private void fetchFromOne() {
        var ids = List.copyOf(merge.partitions());
        if (ids.isEmpty()) {
            return;
        }
        PartitionId id = ids.get(random.nextInt(ids.size()));
        if (!respectsPauses || (!merge.isPaused(id) && fetchedSinceRelease.add(id))) {
            fetch(id, 1 + random.nextInt(mostFetched), random.nextInt(3) > 0);
        }
    }

    /** Reads on by so many offsets; whether anything was left to read. */
    private boolean fetch(PartitionId id, int offsets, boolean tellPosition) {
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
            if (!chunk.isEmpty() && !mayShareChunk(log, chunk.get(0), record)) {
                bytes += append(id, chunk);
            }
            chunk.add(record);
        }
        if (!chunk.isEmpty()) {
            bytes += append(id, chunk);
        }
        largestFetchBytes = Math.max(largestFetchBytes, bytes);
        positions.put(id, to);
        if (tellPosition) {
            merge.advance(id, to, now);
        }
        return to > from;
    }

    private boolean mayShareChunk(PartitionLog log, LogRecord first, LogRecord next) {
        boolean sameSide = first.offset() < log.replayEnd() == next.offset() < log.replayEnd();
        return sameSide && first.sharesChunkWith(next) && random.nextInt(8) > 0;
    }

    private long append(PartitionId id, List<LogRecord> chunk) {
        long bytes = merge.append(id, List.copyOf(chunk), now);
        chunk.clear();
        return bytes;
    }

    /** Some records of a batch are emitted; then all is lost but how far each partition came. */
    private void stopInsideBatch() {
        var reached = new HashMap<>(merge.reached());
        List<KeyedRecord> rows = release();
        int count = random.nextInt(rows.size() + 1);
        for (KeyedRecord row : rows.subList(0, count)) {
            emitted.add(row);
            reached.computeIfPresent(
                    row.partition(), (id, p) -> p.advancedTo(row.offset() + 1, row.mergeKey()));
        }
        restore(count == rows.size() ? merge.reached() : reached);
    }

    /**
     * Rule 9: what is to be released stays within the limits, and one fetch for each partition.
     * What takes heap may be a fetch of each more, of which the last record is still to come.
     */
    private void checkHeld() {
        if (!respectsPauses || partitionsChanged) {
            return;
        }
        long partitions = merge.partitions().size();
        assertThat(merge.heldRecords())
                .isLessThanOrEqualTo(
                        Math.max(settings.maxHeldRecords(), partitions) + mostFetched * partitions);
        long oneFetchOfEach = largestFetchBytes * partitions;
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
