// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.drift.DriftLimiter;
import io.kafkars.flink.drift.DriftReportEvent;
import io.kafkars.flink.enumerator.PartitionDiscovery.Initial;
import io.kafkars.flink.enumerator.PartitionDiscovery.Listing;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsHandleExecutionAttemptSourceEvent;
import org.apache.flink.util.FlinkRuntimeException;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import static java.util.stream.Collectors.toSet;

/**
 * Finds the partitions, resolves them once, assigns them to readers, and tells Flink when the
 * source is live.
 *
 * <p>The life of a split, with the method and the thread of each step. The worker is Flink's thread
 * for calls that block; everything else happens on the coordinator.
 *
 * <ol>
 *   <li><b>Resolved.</b> Worker, {@link PartitionDiscovery#initial()}: the partitions are listed,
 *       and their replay bounds are read with one {@code now}. This happens once in the life of a
 *       source, and not again after a restore. If it fails, the job fails.
 *   <li><b>Or found later.</b> Worker, {@link PartitionDiscovery#found}, at every discovery
 *       interval of an unbounded source, and at once after a restore. If it fails, because a broker
 *       is down or a permission was revoked, the known partitions are still read, and the next
 *       interval retries. Only a recreated topic fails the job ({@link ListingCheck}).
 *   <li><b>Watched.</b> Worker, {@link PartitionDiscovery#topicIds}, also for a source that does
 *       not look for new partitions: a deleted or recreated topic fails the job ({@link
 *       TopicWatch}).
 *   <li><b>Known and planned.</b> Coordinator, {@link #onInitial} or {@link #onListing}: the split
 *       enters the {@link SplitTracker} for good, whatever later listings contain, and {@link
 *       BalancedAssigner} chooses its subtask.
 *   <li><b>Assigned.</b> Coordinator, {@link ReaderAssignments}, as soon as it is planned and the
 *       reader of its subtask is registered ({@link #addReader}). After its splits, and also if it
 *       gets none, each reader is told once per registration whether more may come.
 *   <li><b>Read.</b> By the reader, which reports its progress to {@link #handleSourceEvent},
 *       coordinator.
 *   <li><b>Returned.</b> Coordinator, {@link #addSplitsBack}: the reader failed before a checkpoint
 *       contained the split. It waits for the same subtask, and continues with step 5.
 *   <li><b>Live.</b> Coordinator, {@link #checkLive}: when all splits are live, Flink is told that
 *       the backlog is over, and the readers that the source is live. That is part of the state, so
 *       that a restore does not report a backlog again.
 * </ol>
 *
 * <p>A bounded source reports a backlog until its end, when Flink itself withdraws it.
 */
@Internal
public final class KafkarsEnumerator
        implements SplitEnumerator<KafkarsSplit, EnumeratorState>,
                SupportsHandleExecutionAttemptSourceEvent {

    private static final Logger LOG = LoggerFactory.getLogger(KafkarsEnumerator.class);

    private final SplitEnumeratorContext<KafkarsSplit> context;
    private final EnumeratorSettings settings;
    private final PartitionDiscovery discovery;
    private final WorkerCalls calls;
    private final SplitTracker tracker;
    private final ReplayWatch replay;
    private final ReaderAssignments assignments;
    private final ListingCheck listingCheck = new ListingCheck();
    private final TopicWatch topicWatch;
    private final Optional<DriftLimiter> drift;

    private OptionalLong resolveTime;
    private boolean initialDiscoveryDone;

    /** What the worker may know; replaced as a whole by the coordinator. */
    private volatile Known known;

    private record Known(Map<PartitionId, Uuid> partitions, boolean live) {

        Set<String> topics() {
            return partitions.keySet().stream().map(PartitionId::topic).collect(toSet());
        }
    }

    /**
     * @param discovery owned by the enumerator from now on, which closes it
     * @param state {@link EnumeratorState#NOTHING_KNOWN} for a new source
     */
    public KafkarsEnumerator(
            SplitEnumeratorContext<KafkarsSplit> context,
            EnumeratorSettings settings,
            PartitionDiscovery discovery,
            EnumeratorState state) {
        this(context, settings, discovery, state, System::currentTimeMillis, LOG::info);
    }

    /**
     * @param clock wall clock, epoch milliseconds
     * @param journal takes the lines about the progress of the replay
     */
    KafkarsEnumerator(
            SplitEnumeratorContext<KafkarsSplit> context,
            EnumeratorSettings settings,
            PartitionDiscovery discovery,
            EnumeratorState state,
            LongSupplier clock,
            Consumer<String> journal) {
        this.context = context;
        this.settings = settings;
        this.discovery = discovery;
        this.calls = new WorkerCalls(context);
        this.tracker = new SplitTracker(state);
        this.replay = new ReplayWatch(context, settings, state, tracker, clock, journal);
        this.assignments = new ReaderAssignments(context, settings, tracker, replay);
        this.topicWatch =
                new TopicWatch(
                        calls,
                        discovery,
                        () -> known.topics(),
                        tracker,
                        settings.missingTopicTimeoutMs(),
                        clock);
        this.resolveTime = state.resolveTime();
        this.initialDiscoveryDone = state.initialDiscoveryDone();
        this.drift =
                settings.drift().isLimited()
                        ? Optional.of(DriftLimiter.join(context, settings.drift(), state.live()))
                        : Optional.empty();
        publishKnown();
    }

    // Start and restore

    @Override
    public void start() {
        replay.start();
        drift.ifPresent(DriftLimiter::start);
        if (!initialDiscoveryDone) {
            calls.once(discovery::initial, this::onInitial);
        } else if (settings.readsRecreatedTopics()) {
            calls.once(this::findRecreatedTopics, this::onRecreatedTopics);
        } else {
            continueRestored();
        }
    }

    private void onInitial(Initial initial, Throwable error) {
        if (error != null) {
            throw Explanation.of(
                    new FlinkRuntimeException(
                            "Cannot find out what to read from Kafka: "
                                    + Explanation.reason(error)),
                    error);
        }
        resolveTime = OptionalLong.of(initial.resolveTime());
        initialDiscoveryDone = true;
        assignments.completePlan();
        add(initial.partitions().stream().map(KafkarsSplit::of).toList());
        var totals = tracker.totals();
        LOG.info(
                "Found {} partitions with {} offsets to replay", totals.splits(), totals.offsets());
        topicWatch.start();
        if (settings.looksForNewPartitions()) {
            discoverFrom(settings.discoveryIntervalMs());
        }
        checkLive();
    }

    /** Runs on the worker. */
    private RecreatedTopics findRecreatedTopics() throws Exception {
        Known now = known;
        return RecreatedTopics.find(discovery, now.partitions(), now.live());
    }

    private void onRecreatedTopics(RecreatedTopics recreated, Throwable error) {
        if (error != null) {
            throw Explanation.of(
                    new FlinkRuntimeException(
                            "Cannot find out from Kafka which topics were recreated and are to be"
                                    + " read from their start: "
                                    + Explanation.reason(error)),
                    error);
        }
        recreated.replaceIn(tracker);
        publishKnown();
        continueRestored();
    }

    /** Assigns the restored splits that no reader has, and checks the topics at once. */
    private void continueRestored() {
        assignments.plan(tracker.unassigned());
        assignments.completePlan();
        assignments.assignPlanned();
        topicWatch.start();
        if (settings.looksForNewPartitions()) {
            discoverFrom(0);
        } else {
            // No partition may be added any more, but the topics must still be the same.
            calls.once(this::list, this::checkListing);
        }
    }

    // Later listings

    private void discoverFrom(long delayMs) {
        calls.repeatedly(this::list, this::onListing, delayMs, settings.discoveryIntervalMs());
    }

    /** Runs on the worker. */
    private Listing list() throws Exception {
        Known now = known;
        return discovery.found(now.partitions().keySet(), now.live());
    }

    private void onListing(Listing listing, Throwable error) {
        checkListing(listing, error);
        if (error == null) {
            add(listing.added().stream().map(this::splitFoundLater).toList());
        }
    }

    /** Fails the job if a topic was recreated, and logs what is missing or went wrong. */
    private void checkListing(Listing listing, Throwable error) {
        if (error == null) {
            listingCheck.check(known.partitions(), listing);
        } else {
            WorkerCalls.throwIfError(error);
            LOG.warn(
                    "Cannot list the partitions in Kafka. Reading continues with those that are"
                            + " known.",
                    error);
        }
    }

    /**
     * A split for the source as it is now: it may have gone live while the worker resolved the
     * partition for the replay.
     */
    private KafkarsSplit splitFoundLater(ResolvedPartition found) {
        if (!replay.isLive()) {
            return KafkarsSplit.of(found);
        }
        PartitionProgress start = found.progress();
        return new KafkarsSplit(
                PartitionProgress.atStart(
                        start.id(), start.replayStart(), start.replayStart(), start.resolveTime()),
                found.topicId());
    }

    private void add(List<KafkarsSplit> splits) {
        assignments.plan(tracker.addDiscovered(splits));
        publishKnown();
        assignments.assignPlanned();
    }

    // Readers

    @Override
    public void addReader(int subtaskId) {
        replay.tell(subtaskId);
        assignments.addReader(subtaskId);
        drift.ifPresent(limiter -> limiter.addReader(subtaskId));
    }

    /** Does nothing: readers get their splits without a request. */
    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {}

    /** Takes the splits back, and forgets what the failed reader reported. */
    @Override
    public void addSplitsBack(List<KafkarsSplit> splits, int subtaskId) {
        replay.forget(subtaskId);
        drift.ifPresent(limiter -> limiter.forget(subtaskId));
        assignments.addSplitsBack(splits, subtaskId);
    }

    /** Takes what a reader reports. Other events are logged and dropped. */
    @Override
    public void handleSourceEvent(int subtaskId, SourceEvent event) {
        // An event may outlive its reader, and a failed reader is unregistered before its splits
        // are returned.
        Set<Integer> registered = context.registeredReaders().keySet();
        boolean isRegistered = registered.contains(subtaskId);
        if (event instanceof DriftReportEvent report && drift.isPresent()) {
            if (isRegistered) {
                drift.get().report(subtaskId, report);
            }
        } else if (event instanceof ReaderProgressEvent reached) {
            replay.forgetAllBut(registered);
            if (isRegistered) {
                replay.report(subtaskId, reached);
                checkLive();
            }
        } else {
            LOG.warn("Dropped an unexpected event of subtask {}: {}", subtaskId, event);
        }
    }

    /** The same for batch jobs with speculative execution, where all attempts are equal. */
    @Override
    public void handleSourceEvent(int subtaskId, int attemptNumber, SourceEvent event) {
        handleSourceEvent(subtaskId, event);
    }

    @Override
    public EnumeratorState snapshotState(long checkpointId) {
        return new EnumeratorState(
                resolveTime,
                tracker.splits(),
                tracker.unassignedPartitions(),
                initialDiscoveryDone,
                replay.isLive());
    }

    /**
     * Leaves the drift group, and closes the client of the discovery. Any thread, also while a call
     * is under way.
     */
    @Override
    public void close() throws IOException {
        calls.close();
        drift.ifPresent(DriftLimiter::close);
        discovery.close();
    }

    private void checkLive() {
        if (initialDiscoveryDone) {
            replay.check(resolveTime.orElseThrow());
            if (replay.isLive()) {
                drift.ifPresent(DriftLimiter::live);
            }
            if (replay.isLive() != known.live()) {
                publishKnown();
            }
        }
    }

    private void publishKnown() {
        known = new Known(tracker.knownPartitions(), replay.isLive());
    }
}
