// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.flink.drift.DriftCeilingEvent;
import io.kafkars.flink.drift.ReaderDrift;
import io.kafkars.flink.enumerator.InitialAssignmentEvent;
import io.kafkars.flink.enumerator.SourceLiveEvent;
import io.kafkars.flink.metrics.PartitionMetrics;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionState;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingRunnable;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * The reader of a subtask. Its splits are one merge: the fetcher thread polls Kafka and releases
 * batches in order, the task thread emits them.
 *
 * <p>A split's state advances when its records have been emitted, so that a checkpoint never covers
 * a record that is held or on its way between the threads. A reader without splits is idle once it
 * has been told that it gets none for now. Nothing is emitted before the reader knows whether the
 * source as a whole is live.
 */
@Internal
public final class KafkarsSourceReader<T>
        extends SourceReaderBase<Step, T, KafkarsSplit, KafkarsSplitState> {

    private final KafkarsRecordEmitter<T> recordEmitter;
    private final MainOutput<T> mainOutput;
    private final ReaderStatus status;
    private final SourceLiveness sourceLiveness;
    private final ReaderDrift drift;
    private final ReaderMetrics metrics;
    private final UnaryOperator<List<KafkarsSplit>> restoredSplits;
    private final boolean commitsOffsets;
    private final long rowLimit;
    private final long futureTolerance;
    private final Map<TopicPartition, PartitionMetrics> partitionMetrics =
            new ConcurrentHashMap<>();
    private final CheckpointCommits commits;
    private boolean initialAssignmentKnown;

    /** Splits whose metrics Flink registers after adding them. */
    private final List<String> newSplits = new ArrayList<>();

    /** Splits that are added before the start are restored; later ones are the enumerator's. */
    private boolean started;

    private KafkarsSourceReader(
            KafkarsFetcherManager fetcherManager,
            KafkarsRecordEmitter<T> recordEmitter,
            MainOutput<T> mainOutput,
            ReaderStatus status,
            SourceLiveness sourceLiveness,
            ReaderDrift drift,
            ReaderMetrics metrics,
            UnaryOperator<List<KafkarsSplit>> restoredSplits,
            ReaderSettings settings,
            SourceReaderContext context) {
        super(fetcherManager, recordEmitter, context.getConfiguration(), context);
        this.recordEmitter = recordEmitter;
        this.mainOutput = mainOutput;
        this.status = status;
        this.sourceLiveness = sourceLiveness;
        this.drift = drift;
        this.metrics = metrics;
        this.restoredSplits = restoredSplits;
        this.commitsOffsets = settings.commitsOffsetsOnCheckpoints();
        this.rowLimit = settings.rowLimit();
        this.futureTolerance = settings.futureTolerance();
        this.commits = new CheckpointCommits(fetcherManager::commit, metrics, partitionMetrics);
    }

    /**
     * @param elements what the reader emits
     * @param managers makes the consumer manager of the fetcher thread, for this many partitions
     * @param restoredSplits replaces restored splits by those to read, or throws if they must not
     *     be read; task thread
     * @param settings how the reader behaves
     * @throws Exception if the elements' emitter cannot be opened
     */
    public static <T> KafkarsSourceReader<T> create(
            Elements<T> elements,
            IntFunction<ConsumerManager> managers,
            UnaryOperator<List<KafkarsSplit>> restoredSplits,
            ReaderSettings settings,
            SourceReaderContext context)
            throws Exception {
        var status = new ReaderStatus(System::currentTimeMillis);
        var sourceLiveness = new SourceLiveness(settings.bounded());
        var output = new MainOutput<T>(settings.emitsWatermarks(), settings.replayWatermarks());
        var metrics =
                new ReaderMetrics(
                        context.metricGroup(),
                        status::current,
                        sourceLiveness::isLive,
                        output::lateRecords);
        var reports =
                new ProgressReports(
                        context::sendSourceEventToCoordinator,
                        status::current,
                        System::currentTimeMillis);
        var drift =
                new ReaderDrift(
                        settings.drift(),
                        context::sendSourceEventToCoordinator,
                        () -> System.nanoTime() / 1_000_000);
        metrics.drift(drift::waitMillis, drift::waitsFor);
        var recordEmitter =
                new KafkarsRecordEmitter<>(
                        elements.open(context, output, metrics),
                        output,
                        reports,
                        drift,
                        context.metricGroup().getIOMetricGroup().getNumRecordsInCounter());
        var fetcherManager =
                new KafkarsFetcherManager(
                        () -> {
                            ConsumerManager manager = managers.apply(recordEmitter.states().size());
                            if (settings.registersClientMetrics()) {
                                metrics.client(manager.fetcher().metrics());
                            }
                            return new KafkarsSplitReader(
                                    manager, recordEmitter, status, metrics, drift);
                        },
                        context.getConfiguration());
        return new KafkarsSourceReader<>(
                fetcherManager,
                recordEmitter,
                output,
                status,
                sourceLiveness,
                drift,
                metrics,
                restoredSplits,
                settings,
                context);
    }

    // Reading

    /** Called by Flink when restored splits have been added. */
    @Override
    public void start() {
        started = true;
        unchecked(recordEmitter::start);
        super.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        if (!newSplits.isEmpty()) {
            newSplits.forEach(metrics::removeOutputMetrics);
            newSplits.clear();
        }
        if (!sourceLiveness.isKnown()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (mainOutput.collectedElements() >= rowLimit) {
            recordEmitter.flush();
            drift.holdsNobodyBack();
            return InputStatus.END_OF_INPUT;
        }
        mainOutput.use(output);
        InputStatus result = super.pollNext(output);
        if (result == InputStatus.NOTHING_AVAILABLE) {
            idleIfWithoutSplits();
        } else if (result == InputStatus.END_OF_INPUT) {
            recordEmitter.flush();
            drift.holdsNobodyBack();
        }
        return result;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return sourceLiveness.isKnown() ? super.isAvailable() : sourceLiveness.known();
    }

    private void idleIfWithoutSplits() {
        if (initialAssignmentKnown && getNumberOfCurrentlyAssignedSplits() == 0) {
            mainOutput.markIdle();
            drift.holdsNobodyBack();
        }
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof InitialAssignmentEvent) {
            initialAssignmentKnown = true;
            idleIfWithoutSplits();
        } else if (event instanceof SourceLiveEvent source) {
            sourceLiveness.told(source.live());
            recordEmitter.sourceIsLive(source.live());
        } else if (event instanceof DriftCeilingEvent ceiling) {
            drift.raise(ceiling);
        } else {
            super.handleSourceEvents(event);
        }
    }

    // Splits

    @Override
    public void addSplits(List<KafkarsSplit> splits) {
        if (!splits.isEmpty()) {
            mainOutput.markActive();
            super.addSplits(started ? splits : restoredSplits.apply(splits));
        }
    }

    @Override
    protected KafkarsSplitState initializedState(KafkarsSplit split) {
        var state =
                new KafkarsSplitState(
                        split.withProgress(
                                split.progress().withToleranceIfUnknown(futureTolerance)));
        recordEmitter.add(split.partition(), state);
        newSplits.add(split.splitId());
        partitionMetrics.put(
                state.topicPartition(),
                metrics.partition(
                        split.partition().topic(),
                        split.partition().partition(),
                        state::nextOffset));
        return state;
    }

    @Override
    protected KafkarsSplit toSplitType(String splitId, KafkarsSplitState state) {
        return state.toSplit();
    }

    @Override
    protected void onSplitFinished(Map<String, KafkarsSplitState> finished) {
        for (KafkarsSplitState state : finished.values()) {
            recordEmitter.remove(state.toSplit().partition());
            partitionMetrics.remove(state.topicPartition()).close();
            if (commitsOffsets) {
                commits.finished(state);
            }
        }
    }

    // Checkpoints

    @Override
    public List<KafkarsSplit> snapshotState(long checkpointId) {
        unchecked(recordEmitter::flush);
        if (commitsOffsets) {
            commits.snapshot(checkpointId, recordEmitter.states());
        }
        return super.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        commits.completed(checkpointId);
    }

    // Status and closing

    /** One state for each partition of the reader, as of the last second; any thread. */
    public List<PartitionState> partitionStates() {
        return status.current().partitionStates();
    }

    /**
     * Waits for the last commit if everything is read: the last checkpoint of a bounded source
     * completes right before the reader is closed, which would cut its commit off.
     */
    @Override
    public void close() throws Exception {
        try {
            if (getNumberOfCurrentlyAssignedSplits() == 0) {
                commits.awaitLast();
            }
        } finally {
            try {
                super.close();
            } finally {
                partitionMetrics.values().forEach(PartitionMetrics::close);
                recordEmitter.close();
            }
        }
    }

    private static void unchecked(ThrowingRunnable<Exception> action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw Explanation.of(new FlinkRuntimeException(Explanation.reason(e)), e);
        }
    }
}
