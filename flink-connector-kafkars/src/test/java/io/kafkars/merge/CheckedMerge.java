// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import io.kafkars.columns.Chunk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static io.kafkars.merge.RecordView.NO_LEADER_EPOCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * A merge that is compared, at each step and record by record, with {@link ExpectedMerge}: what it
 * releases and when, its watermark, its counters, what it holds and what it pauses.
 */
final class CheckedMerge {

    private final MergeSettings settings;
    private final ReplayOracle oracle;
    private final Merge merge;
    private final ExpectedMerge expected;
    private final boolean stopAtReplayEnd;
    private final Map<PartitionId, PartitionQueue> queues = new HashMap<>();
    private final Map<PartitionId, PartitionProgress> reached = new HashMap<>();
    private final CheckedPauses pauses;
    private final Set<PartitionId> foundLater = new HashSet<>();
    private final RecordCursor cursor = new RecordCursor();
    private ReleasedBatch previous;

    /**
     * No replayed record has a smaller merge key, so that a watermark may follow from each (rule 6)
     * and from the live merge (rule 7).
     */
    private long promised = Long.MIN_VALUE;

    private long disordered;
    private long future;
    private long released;

    CheckedMerge(MergeSettings settings, boolean stopAtReplayEnd) {
        this.settings = settings;
        this.stopAtReplayEnd = stopAtReplayEnd;
        this.oracle = new ReplayOracle(settings.futureTolerance().toMillis());
        this.merge = new Merge(settings, stopAtReplayEnd);
        this.expected = new ExpectedMerge(settings, stopAtReplayEnd);
        this.pauses = new CheckedPauses(settings, stopAtReplayEnd);
    }

    void add(Map<PartitionProgress, PartitionLog> partitions, long now) {
        var starts = List.copyOf(partitions.keySet());
        List<PartitionQueue> added = merge.add(starts, now);
        for (int i = 0; i < starts.size(); i++) {
            PartitionProgress start = starts.get(i);
            assertThat(added.get(i).id()).isEqualTo(start.id());
            queues.put(start.id(), added.get(i));
            reached.put(start.id(), start);
            if (promised != Long.MIN_VALUE) {
                foundLater.add(start.id());
            }
            var partition = new ExpectedPartition(partitions.get(start), oracle, start, now);
            future += partition.dropsKey() ? 1 : 0;
            expected.add(partition);
        }
    }

    void remove(PartitionId id) {
        merge.remove(List.of(queues.get(id)));
        forget(id);
    }

    private void forget(PartitionId id) {
        queues.remove(id);
        reached.remove(id);
        pauses.forget(id);
        expected.remove(id);
    }

    /** The next records of the partition arrive in one chunk, which they must be able to share. */
    long append(PartitionId id, List<LogRecord> records, long now) {
        ExpectedPartition partition = expected.get(id);
        count(partition.fetch(records, now));
        Chunk chunk = LogRecord.chunkOf(records);
        merge.append(queues.get(id), chunk, now);
        pauses.appended(id, chunk);
        checkWhatIsSeen(now);
        return chunk.footprint();
    }

    private void count(List<ReplayOracle.Judged> decided) {
        for (ReplayOracle.Judged judged : decided) {
            disordered += judged.kind() == ReplayOracle.Kind.DISORDERED ? 1 : 0;
            future += judged.kind() == ReplayOracle.Kind.FUTURE ? 1 : 0;
        }
    }

    void advance(PartitionId id, long position, long now) {
        count(expected.get(id).advance(position));
        merge.advance(queues.get(id), position);
        checkWhatIsSeen(now);
    }

    /** From now on silent partitions are idle only if they are read to their ends. */
    void requireReadToEnd() {
        merge.requireReadToEnd();
        expected.requireReadToEnd();
    }

    /** Kafka answers for one of the silent partitions, if there is any. */
    void answer(int which, Readability readability, long now) {
        List<PartitionQueue> silent = merge.silentPartitions(now);
        assertThat(silent).extracting(PartitionQueue::id).isEqualTo(expected.silentPartitions(now));
        if (!silent.isEmpty()) {
            PartitionQueue queue = silent.get(which % silent.size());
            merge.found(queue, readability, now);
            expected.get(queue.id()).found(readability, now);
            checkStates();
        }
    }

    /** Releases a batch, and gives its records in their order. */
    List<KeyedRecord> release(long now) {
        checkWaits(now);
        boolean lingers = lingers(now);
        ReleasedBatch batch = merge.release(now);
        if (lingers) {
            assertThat(batch.rows()).as("rows of a batch that lingers").isZero();
        }
        List<KeyedRecord> rows = rowsOf(batch, now);
        assertThat(batch.rows()).isEqualTo(rows.size()).isLessThanOrEqualTo(settings.batchSize());
        if (!lingers && rows.size() < settings.batchSize() && expected.mayRelease(now)) {
            fail("Held back although it may be released: %s", expected.next().orElseThrow().head());
        }
        batch.settled().forEach(progress -> reached.put(progress.id(), progress));
        checkReached();
        checkWatermark(batch, now);
        checkFinished(batch);
        checkIsEmpty(batch);
        pauses.check(merge, queues.values());
        checkWhatIsSeen(now);
        checkStates();
        previous = batch;
        return rows;
    }

    private List<KeyedRecord> rowsOf(ReleasedBatch batch, long now) {
        var rows = new ArrayList<KeyedRecord>(batch.rows());
        int replayRows = 0;
        cursor.open(batch);
        while (cursor.next()) {
            if (!expected.mayRelease(now)) {
                fail("Released too early: %s", cursor);
            }
            ExpectedPartition partition = expected.next().orElseThrow();
            KeyedRecord row = partition.head();
            row.assertIs(cursor);
            boolean live = expected.isLive();
            if (row.offset() < partition.log.replayEnd()) {
                if (!foundLater.contains(row.partition())) {
                    assertThat(row.mergeKey())
                            .as("key of %s", row)
                            .isGreaterThanOrEqualTo(promised);
                }
                promised = Math.max(promised, row.mergeKey());
            }
            replayRows += live ? 0 : 1;
            partition.release();
            pauses.released(row.partition());
            reached.computeIfPresent(
                    row.partition(),
                    (id, p) -> p.advancedTo(row.offset() + 1, row.mergeKey(), NO_LEADER_EPOCH));
            rows.add(row);
        }
        released += rows.size();
        assertThat(batch.replayRows()).as("replay rows of %s", rows).isEqualTo(replayRows);
        assertThat(batch.isLiveAfter()).as("live after").isEqualTo(expected.isLive());
        return rows;
    }

    private void checkReached() {
        for (PartitionProgress progress : reached.values()) {
            if (!expected.get(progress.id()).continuesWith(progress)) {
                fail("Does not continue after what was released: %s", progress);
            }
        }
    }

    private void checkWatermark(ReleasedBatch batch, long now) {
        assertThat(batch.watermark()).as("watermark").isEqualTo(expected.watermark(now));
        if (batch.watermark() != Long.MIN_VALUE) {
            promised = Math.max(promised, batch.watermark() + 1);
        }
        if (!expected.all().isEmpty()) {
            assertThat(batch.isIdle()).as("idle").isEqualTo(expected.isIdle(now));
        }
    }

    private void checkFinished(ReleasedBatch batch) {
        List<PartitionId> live =
                expected.all().stream()
                        .filter(partition -> stopAtReplayEnd && partition.isLive())
                        .map(partition -> partition.log.id())
                        .toList();
        assertThat(batch.finished()).containsExactlyInAnyOrderElementsOf(live);
        live.forEach(this::forget);
    }

    private void checkIsEmpty(ReleasedBatch batch) {
        boolean saysNothing =
                previous != null
                        && batch.rows() == 0
                        && batch.settled().isEmpty()
                        && batch.finished().isEmpty()
                        && batch.watermark() == previous.watermark()
                        && batch.isIdle() == previous.isIdle()
                        && batch.isLiveAfter() == previous.isLiveAfter();
        if (previous != null) {
            assertThat(batch.isEmpty()).as("says nothing new").isEqualTo(saysNothing);
        }
    }

    private void checkWhatIsSeen(long now) {
        assertThat(merge.heldRecords())
                .isEqualTo(expected.all().stream().mapToLong(p -> p.held() + p.undecided()).sum());
        assertThat(merge.heldBytes() == 0).isEqualTo(merge.heldRecords() == 0);
        assertThat(merge.isLive()).as("live").isEqualTo(expected.isLive());
        assertThat(merge.primingPartitions())
                .isEqualTo(expected.all().stream().filter(p -> !p.isLive()).count());
        assertThat(merge.lowWaterMark()).as("LWM").isEqualTo(expected.lowWaterMark());
        assertThat(merge.totals().disorderedRecords()).isEqualTo(disordered);
        assertThat(merge.totals().futureRecords()).isEqualTo(future);
        assertThat(merge.totals().releasedRecords()).isEqualTo(released);
        checkWaits(now);
    }

    /**
     * What is held can be released now, or waits: live, for exactly as long as the merge says, and
     * never for longer than the longer of the two waits allows.
     */
    private void checkWaits(long now) {
        assertThat(merge.canRelease(now)).as("can release").isEqualTo(mayRelease(now));
        long wait = merge.liveWait(now);
        if (!expected.isLive() || mayRelease(now)) {
            assertThat(wait).as("wait").isZero();
        } else if (expected.held() > 0) {
            long longest =
                    Math.max(settings.liveMaxWait().toMillis(), settings.batchLinger().toMillis());
            assertThat(wait).as("wait").isBetween(1L, longest);
            assertThat(mayRelease(now + wait)).as("waited long enough").isTrue();
            assertThat(mayRelease(now + wait - 1)).as("waited nearly long enough").isFalse();
        }
    }

    private boolean lingers(long now) {
        return expected.lingers(now, queues.values().stream().anyMatch(PartitionQueue::isPaused));
    }

    /** The state of each partition is what its log and its place say. */
    private void checkStates() {
        assertThat(merge.partitionStates())
                .isEqualTo(
                        expected.all().stream()
                                .map(
                                        p -> {
                                            PartitionQueue queue = queues.get(p.log.id());
                                            return p.state(queue.isPaused(), queue.nextOffset());
                                        })
                                .toList());
        Optional<PartitionId> slowest = merge.slowest().map(PartitionQueue::id);
        assertThat(slowest.isEmpty())
                .as("no partition holds the others back")
                .isEqualTo(expected.isLive());
        slowest.map(expected::get)
                .ifPresent(
                        found -> {
                            assertThat(found.isBlocking()).isEqualTo(expected.isBlocked());
                            assertThat(found.smallestToCome()).isEqualTo(expected.slowestKey());
                        });
    }

    Collection<PartitionId> partitions() {
        return List.copyOf(queues.keySet());
    }

    boolean isPaused(PartitionId id) {
        return queues.get(id).isPaused();
    }

    boolean mayRelease(long now) {
        return expected.mayRelease(now) && !lingers(now);
    }

    boolean isLive() {
        return expected.isLive();
    }

    long heldRecords() {
        return merge.heldRecords();
    }

    /** Held bytes of records that are not released yet. */
    long unreleasedBytes() {
        return pauses.unreleasedBytes();
    }

    long heldBytes() {
        return merge.heldBytes();
    }

    /**
     * Next offset to release, and merge key, of each partition after everything released so far.
     */
    Map<PartitionId, PartitionProgress> reached() {
        return Map.copyOf(reached);
    }
}
