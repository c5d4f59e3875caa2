package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.flink.enumerator.InitialAssignmentEvent;
import io.kafkars.flink.metrics.PartitionMetrics;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionState;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingRunnable;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * The reader of a subtask. Its splits are one merge: the fetcher thread polls Kafka and releases
 * batches in order, the task thread emits them.
 *
 * <p>A split's state moves when its records have been emitted, so that a checkpoint never covers a
 * record that is held or on its way between the threads. A reader that was told that it has no
 * splits is idle.
 */
@Internal
public final class KafkarsSourceReader<T>
        extends SourceReaderBase<BatchEmitter, T, KafkarsSplit, KafkarsSplitState> {

    private static final Logger LOG = LoggerFactory.getLogger(KafkarsSourceReader.class);

    /** How long closing waits for the last commit, on which nothing depends. */
    private static final int LAST_COMMIT_SECONDS = 10;

    private final KafkarsFetcherManager fetcherManager;
    private final BatchEmission<T> emission;
    private final EventTime<T> eventTime;
    private final ReaderStatus status;
    private final ReaderMetrics metrics;
    private final RestoredSplits restoredSplits;
    private final boolean commitOnCheckpoint;
    private final long rowLimit;
    private final OffsetCommits commits = new OffsetCommits();
    private final Map<TopicPartition, PartitionMetrics> partitionMetrics =
            new ConcurrentHashMap<>();
    private CompletableFuture<Void> lastCommit = CompletableFuture.completedFuture(null);
    private boolean initialAssignmentKnown;

    /** Splits that come before are restored, those that come later are the enumerator's. */
    private boolean started;

    private KafkarsSourceReader(
            KafkarsFetcherManager fetcherManager,
            BatchEmission<T> emission,
            EventTime<T> eventTime,
            ReaderStatus status,
            ReaderMetrics metrics,
            RestoredSplits restoredSplits,
            ReaderSettings settings,
            SourceReaderContext context) {
        super(fetcherManager, emission, context.getConfiguration(), context);
        this.fetcherManager = fetcherManager;
        this.emission = emission;
        this.eventTime = eventTime;
        this.status = status;
        this.metrics = metrics;
        this.restoredSplits = restoredSplits;
        this.commitOnCheckpoint = settings.commitsOffsetsOnCheckpoints();
        this.rowLimit = settings.rowLimit();
    }

    /**
     * @param elements what the reader emits
     * @param managers makes the consumer manager of the fetcher thread, for so many partitions
     * @param restoredSplits looks at restored splits
     * @param settings how the reader behaves
     * @throws Exception if the elements' emitter cannot be opened
     */
    public static <T> KafkarsSourceReader<T> create(
            EmitterFactory<T> elements,
            IntFunction<ConsumerManager> managers,
            RestoredSplits restoredSplits,
            ReaderSettings settings,
            SourceReaderContext context)
            throws Exception {
        var status = new ReaderStatus(System::currentTimeMillis);
        var eventTime = new EventTime<T>(settings.emitsWatermarks());
        var metrics =
                new ReaderMetrics(context.metricGroup(), status::current, eventTime::lateRecords);
        var reports =
                new ProgressReports(
                        context::sendSourceEventToCoordinator,
                        status::current,
                        System::currentTimeMillis);
        var emission =
                new BatchEmission<>(
                        elements.open(context, eventTime, metrics),
                        eventTime,
                        reports,
                        context.metricGroup().getIOMetricGroup().getNumRecordsInCounter());
        var fetcherManager =
                new KafkarsFetcherManager(
                        () -> {
                            ConsumerManager manager = managers.apply(emission.states().size());
                            if (settings.registersClientMetrics()) {
                                metrics.client(manager.consumer().metrics());
                            }
                            return new KafkarsSplitReader(manager, emission, status, metrics);
                        },
                        context.getConfiguration());
        return new KafkarsSourceReader<>(
                fetcherManager,
                emission,
                eventTime,
                status,
                metrics,
                restoredSplits,
                settings,
                context);
    }

    // ------------------------------------------------------------ reading

    /** Called by Flink when restored splits have been added. */
    @Override
    public void start() {
        started = true;
        unchecked(emission::start);
        super.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        if (eventTime.collectedElements() >= rowLimit) {
            emission.flush();
            return InputStatus.END_OF_INPUT;
        }
        eventTime.use(output);
        InputStatus result = super.pollNext(output);
        if (result == InputStatus.NOTHING_AVAILABLE) {
            idleIfWithoutSplits();
        } else if (result == InputStatus.END_OF_INPUT) {
            emission.flush();
        }
        return result;
    }

    private void idleIfWithoutSplits() {
        if (initialAssignmentKnown && getNumberOfCurrentlyAssignedSplits() == 0) {
            eventTime.idle();
        }
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof InitialAssignmentEvent) {
            initialAssignmentKnown = true;
            idleIfWithoutSplits();
        } else {
            super.handleSourceEvents(event);
        }
    }

    // ------------------------------------------------------------ splits

    @Override
    public void addSplits(List<KafkarsSplit> splits) {
        if (!splits.isEmpty()) {
            eventTime.active();
            super.addSplits(started ? splits : restoredSplits.toRead(splits));
        }
    }

    @Override
    protected KafkarsSplitState initializedState(KafkarsSplit split) {
        var state = new KafkarsSplitState(split);
        emission.add(split.partition(), state);
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
            emission.remove(state.toSplit().partition());
            partitionMetrics.remove(state.topicPartition()).close();
            if (commitOnCheckpoint) {
                commits.finished(state.topicPartition(), state.offsetToCommit());
            }
        }
    }

    // ------------------------------------------------------------ checkpoints

    @Override
    public List<KafkarsSplit> snapshotState(long checkpointId) {
        unchecked(emission::flush);
        if (commitOnCheckpoint) {
            var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
            emission.states()
                    .forEach(state -> offsets.put(state.topicPartition(), state.offsetToCommit()));
            commits.snapshot(checkpointId, offsets);
        }
        return super.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        Map<TopicPartition, OffsetAndMetadata> offsets = commits.completed(checkpointId);
        if (!offsets.isEmpty()) {
            var commit = new CompletableFuture<Void>();
            lastCommit = commit;
            fetcherManager.commit(
                    offsets,
                    (done, failure) -> {
                        committed(offsets, failure);
                        commit.complete(null);
                    });
        }
    }

    /** Fetcher thread. */
    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
        if (failure != null) {
            metrics.commitFailed();
            LOG.warn(
                    "Offsets of {} partitions were not committed to the consumer group. The job"
                            + " does not depend on them; the next checkpoint tries again.",
                    offsets.size(),
                    failure);
            return;
        }
        metrics.commitSucceeded();
        commits.committed(offsets);
        offsets.forEach(
                (partition, next) -> {
                    PartitionMetrics shown = partitionMetrics.get(partition);
                    if (shown != null) {
                        shown.committed(next.offset());
                    }
                });
    }

    // ------------------------------------------------------------ the rest

    private static void unchecked(ThrowingRunnable<Exception> action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new FlinkRuntimeException(e.getMessage(), e);
        }
    }

    /** One state for each partition of the reader, as of the last second; any thread. */
    public List<PartitionState> partitionStates() {
        return status.current().partitionStates();
    }

    @Override
    public void close() throws Exception {
        try {
            awaitLastCommit();
        } finally {
            try {
                super.close();
            } finally {
                partitionMetrics.values().forEach(PartitionMetrics::close);
                emission.close();
            }
        }
    }

    /**
     * The last checkpoint of a bounded source completes when all is read, right before the reader
     * is closed, which would cut its commit off.
     */
    private void awaitLastCommit() throws Exception {
        if (getNumberOfCurrentlyAssignedSplits() == 0) {
            lastCommit.completeOnTimeout(null, LAST_COMMIT_SECONDS, TimeUnit.SECONDS).get();
        }
    }
}
