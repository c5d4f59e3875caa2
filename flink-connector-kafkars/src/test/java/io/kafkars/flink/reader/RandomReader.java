// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ReplayStatus;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.drift.ReaderDrift;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.LogRecord;
import io.kafkars.merge.Merge;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionLog;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.Replay;
import io.kafkars.merge.ReplayWatermarks;

import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.metrics.SimpleCounter;

import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Reads logs until their replay has been emitted: fetches from any partition as much as it likes,
 * emits what is released, and stops at any step to be restored from the states of its splits.
 *
 * @param <T> type of the elements
 */
final class RandomReader<T> {

    private static final int MAX_RESTORES = 4;

    private final Replay replay;
    private final Elements<T> elements;
    private final ReaderOutput<T> output;
    private final Random random;
    private final int maxFetch;

    private final Map<PartitionId, PartitionLog> logs = new TreeMap<>();
    private final Map<PartitionId, Long> positions = new HashMap<>();
    private Map<PartitionId, PartitionQueue> queues = new TreeMap<>();
    private Merge merge;
    private KafkarsRecordEmitter<T> recordEmitter;
    private int restoresLeft;
    private long now = 1_700_000_000_000L;

    /**
     * @param output takes the elements and the watermarks
     */
    RandomReader(Replay replay, Elements<T> elements, ReaderOutput<T> output, Random random) {
        this.replay = replay;
        this.elements = elements;
        this.output = output;
        this.random = random;
        this.maxFetch = new int[] {1, 3, 10, 50}[random.nextInt(4)];
        this.restoresLeft = random.nextInt(MAX_RESTORES + 1);
        replay.logs().forEach(log -> logs.put(log.id(), log));
    }

    void run() throws Exception {
        start(replay.logs().stream().map(PartitionLog::start).toList());
        while (!hasEmittedReplay()) {
            fetch();
            if (random.nextInt(3) == 0 && stopsInside(merge.release(now))) {
                restoresLeft--;
                List<PartitionProgress> reached =
                        recordEmitter.states().stream()
                                .map(state -> state.toSplit().progress())
                                .toList();
                recordEmitter.close();
                start(reached);
            }
            now += random.nextInt(4) == 0 ? 40_000 : random.nextInt(3);
        }
        recordEmitter.close();
    }

    private void start(List<PartitionProgress> from) throws Exception {
        MergeSettings settings = replay.settings();
        var mainOutput = new MainOutput<T>(true, new ReplayWatermarks(settings));
        mainOutput.use(output);
        recordEmitter =
                new KafkarsRecordEmitter<>(
                        elements.open(
                                new TestingReaderContext(),
                                mainOutput,
                                new RegisteredMetrics().ofReader()),
                        mainOutput,
                        new ProgressReports(event -> {}, () -> ReplayStatus.NOTHING, () -> 0),
                        new ReaderDrift(DriftSettings.DEFAULT, report -> {}, () -> 0),
                        new SimpleCounter());
        merge = new Merge(settings, false);
        queues = new TreeMap<>();
        List<PartitionQueue> joined = merge.add(from, now);
        for (int i = 0; i < joined.size(); i++) {
            PartitionProgress progress =
                    from.get(i).withToleranceIfUnknown(settings.futureTolerance().toMillis());
            queues.put(progress.id(), joined.get(i));
            positions.put(progress.id(), progress.nextOffset());
            recordEmitter.add(
                    progress.id(),
                    new KafkarsSplitState(new KafkarsSplit(progress, Uuid.ZERO_UUID)));
        }
    }

    private boolean hasEmittedReplay() {
        return recordEmitter.states().stream().allMatch(KafkarsSplitState::isLive);
    }

    private void fetch() {
        List<PartitionId> ids = List.copyOf(queues.keySet());
        PartitionId id = ids.get(random.nextInt(ids.size()));
        PartitionLog log = logs.get(id);
        long from = positions.get(id);
        long to = Math.min(log.logEnd(), from + 1 + random.nextInt(maxFetch));
        if (queues.get(id).isPaused() || to <= from) {
            return;
        }
        var chunk = new ArrayList<LogRecord>();
        for (LogRecord record : log.records()) {
            if (record.offset() >= from && record.offset() < to) {
                if (!chunk.isEmpty() && !mayShareChunk(log, chunk.get(0), record)) {
                    append(id, chunk);
                }
                chunk.add(record);
            }
        }
        append(id, chunk);
        positions.put(id, to);
        merge.advance(queues.get(id), to);
    }

    private static boolean mayShareChunk(PartitionLog log, LogRecord first, LogRecord next) {
        boolean sameSide = first.offset() < log.replayEnd() == next.offset() < log.replayEnd();
        return sameSide && first.sharesChunkWith(next);
    }

    private void append(PartitionId id, List<LogRecord> chunk) {
        if (!chunk.isEmpty()) {
            merge.append(queues.get(id), LogRecord.chunkOf(List.copyOf(chunk)), now);
            chunk.clear();
        }
    }

    /** Emits the batch; true if the reader stops before its end. */
    private boolean stopsInside(ReleasedBatch batch) throws Exception {
        var records = new ReleasedRecords(batch, recordEmitter);
        while (records.nextSplit() != null) {
            Step step = records.nextRecordFromSplit();
            while (step != null) {
                if (restoresLeft > 0 && random.nextInt(20) == 0) {
                    return true;
                }
                step.emit();
                step = records.nextRecordFromSplit();
            }
        }
        return false;
    }
}
