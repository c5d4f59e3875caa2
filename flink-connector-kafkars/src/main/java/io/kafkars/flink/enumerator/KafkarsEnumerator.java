package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;
import io.kafkars.flink.enumerator.PartitionDiscovery.Initial;
import io.kafkars.flink.enumerator.PartitionDiscovery.Listing;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.ResolvedPartition;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.connector.source.SupportsHandleExecutionAttemptSourceEvent;
import org.apache.flink.util.FlinkRuntimeException;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Finds the partitions, resolves them once, gives them to readers, and tells Flink when the source
 * is live.
 *
 * <p>The life of a split, with the method and the thread of each step. The worker is Flink's thread
 * for calls that block, the coordinator the one on which everything else happens:
 *
 * <ol>
 *   <li><b>Resolved.</b> Worker, {@link PartitionDiscovery#initial()}: the partitions are listed
 *       and their replay bounds read with one {@code now}. This happens once in the life of a
 *       source, and not again after a restore. If it fails, the job fails.
 *   <li><b>Or found later.</b> Worker, {@link PartitionDiscovery#found}, at every discovery
 *       interval of an unbounded source, and at once after a restore. If it fails, reading goes on,
 *       and it is tried again at the next interval: a source that cannot list, be it for a broker
 *       that is down or a permission that was taken away, can still read what it has. Only a topic
 *       that was deleted and made again fails the job.
 *   <li><b>Watched.</b> Worker, {@link PartitionDiscovery#topicIds}, also of a source that does not
 *       look for new partitions: a topic that is gone, or another one, fails the job. See {@link
 *       TopicWatch}.
 *   <li><b>Known and planned.</b> Coordinator, {@link #initialFound} or {@link #laterFound}: the
 *       split enters the {@link SplitTracker} for good, whatever later listings say, and {@link
 *       BalancedAssigner} chooses its subtask.
 *   <li><b>Assigned.</b> Coordinator, {@link #assign}, as soon as it is planned and the subtask's
 *       reader is registered ({@link #addReader}). Behind its splits, also if it has none, each
 *       reader is told once in each registration that these are all for now, or if nothing more can
 *       be found, that no more come.
 *   <li><b>Read.</b> By the reader, which reports through {@link #handleSourceEvent}, coordinator.
 *   <li><b>Back again.</b> Coordinator, {@link #addSplitsBack}: the reader failed before a
 *       checkpoint had the split. It waits for the same subtask and goes on as in step 4.
 *   <li><b>Live.</b> Coordinator, {@link #checkLive}: when all splits are, Flink is told that the
 *       backlog is over. That is remembered, so that a restore does not report a backlog again.
 * </ol>
 *
 * <p>A bounded source reports a backlog to its end, which Flink itself withdraws.
 */
@Internal
public final class KafkarsEnumerator
        implements SplitEnumerator<KafkarsSplit, EnumeratorState>,
                SupportsHandleExecutionAttemptSourceEvent {

    private static final Logger LOG = LoggerFactory.getLogger(KafkarsEnumerator.class);

    private final SplitEnumeratorContext<KafkarsSplit> context;
    private final EnumeratorSettings settings;
    private final PartitionDiscovery discovery;
    private final SplitTracker tracker;
    private final ReplayWatch replay;
    private final ListingCheck listingCheck = new ListingCheck();
    private final TopicWatch topicWatch;
    private final LongSupplier clock;
    private final Set<Integer> toldWhatComes = new HashSet<>();

    private OptionalLong resolveTime;
    private boolean initialDiscoveryDone;

    /** Whether all is known that readers are to have for now. */
    private boolean complete;

    /** What the worker may know; replaced as a whole by the coordinator. */
    private volatile Known known;

    /** Set by whichever thread closes; results that arrive afterwards are dropped. */
    private volatile boolean closed;

    private record Known(Map<PartitionId, Uuid> partitions, boolean live) {}

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
        this.tracker = new SplitTracker(state);
        this.replay = new ReplayWatch(context, settings, state, tracker, clock, journal);
        this.topicWatch = new TopicWatch(settings.missingTopicTimeoutMs());
        this.clock = clock;
        this.resolveTime = state.resolveTime();
        this.initialDiscoveryDone = state.initialDiscoveryDone();
        publishKnown();
    }

    @Override
    public void start() {
        replay.start();
        if (!initialDiscoveryDone) {
            context.callAsync(discovery::initial, this::initialFound);
        } else if (settings.readsRecreatedTopics()) {
            context.callAsync(this::recreatedTopics, this::restoreRecreated);
        } else {
            goOn();
        }
    }

    /** Goes on with what was restored. */
    private void goOn() {
        plan(tracker.unassigned());
        complete = true;
        assign(context.registeredReaders().keySet());
        watchTopics();
        if (settings.looksForNewPartitions()) {
            lookForPartitionsFrom(0);
        } else {
            // Nothing may be added any more, but the topics must still be the same.
            context.callAsync(this::list, this::compareOnly);
        }
    }

    @Override
    public void addReader(int subtaskId) {
        toldWhatComes.remove(subtaskId);
        assign(List.of(subtaskId));
    }

    /** Does nothing: readers get their splits without asking. */
    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {}

    /** Takes the splits back, and forgets what the failed reader said. */
    @Override
    public void addSplitsBack(List<KafkarsSplit> splits, int subtaskId) {
        replay.forget(subtaskId);
        toldWhatComes.remove(subtaskId);
        tracker.splitsBack(splits, subtaskId);
        if (context.registeredReaders().containsKey(subtaskId)) {
            assign(List.of(subtaskId));
        }
    }

    /** Takes a reader's progress. Other events are of no use here, and are reported and dropped. */
    @Override
    public void handleSourceEvent(int subtaskId, SourceEvent event) {
        if (!(event instanceof ReaderProgressEvent reached)) {
            LOG.warn("Dropped an event of subtask {} that nobody expects: {}", subtaskId, event);
            return;
        }
        // An event may outlive its reader, and a reader is gone before its splits come back.
        Set<Integer> registered = context.registeredReaders().keySet();
        replay.forgetAllBut(registered);
        if (registered.contains(subtaskId)) {
            replay.report(subtaskId, reached);
            checkLive();
        }
    }

    /**
     * The same for batch jobs with speculative execution, where an attempt is as good as another.
     */
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
     * Closes the discovery's client. May be called from any thread, and while a call is under way.
     */
    @Override
    public void close() throws IOException {
        closed = true;
        discovery.close();
    }

    private void lookForPartitionsFrom(long delayMs) {
        context.callAsync(this::list, this::laterFound, delayMs, settings.discoveryIntervalMs());
    }

    /** Runs on the worker. */
    private Listing list() throws Exception {
        Known now = known;
        return discovery.found(now.partitions().keySet(), now.live());
    }

    private void initialFound(Initial initial, Throwable error) {
        if (closed) {
            return;
        }
        if (error != null) {
            throw new FlinkRuntimeException(
                    "Cannot find out what to read from Kafka: "
                            + Objects.requireNonNullElse(error.getMessage(), error.toString()),
                    error);
        }
        resolveTime = OptionalLong.of(initial.resolveTime());
        initialDiscoveryDone = true;
        complete = true;
        add(initial.partitions().stream().map(KafkarsSplit::of).toList());
        var totals = tracker.totals();
        LOG.info(
                "Found {} partitions with {} offsets to replay", totals.splits(), totals.offsets());
        watchTopics();
        if (settings.looksForNewPartitions()) {
            lookForPartitionsFrom(settings.discoveryIntervalMs());
        }
        checkLive();
    }

    // ------------------------------------------------------------ topics that are gone or others

    private void watchTopics() {
        long timeoutMs = settings.missingTopicTimeoutMs();
        if (timeoutMs > 0) {
            long intervalMs = Math.max(1, timeoutMs / 2);
            context.callAsync(
                    () -> discovery.topicIds(knownTopics()),
                    this::checkTopics,
                    intervalMs,
                    intervalMs);
        }
    }

    /** Runs on the worker. */
    private Set<String> knownTopics() {
        return known.partitions().keySet().stream()
                .map(PartitionId::topic)
                .collect(Collectors.toSet());
    }

    private void checkTopics(Map<String, Optional<Uuid>> ids, Throwable error) {
        if (closed) {
            return;
        }
        failIfFatal(error);
        if (error == null) {
            topicWatch.check(tracker.knownTopics(), ids, clock.getAsLong());
        } else {
            LOG.warn("Cannot ask Kafka whether the topics are still there; reading goes on", error);
        }
    }

    /** Runs on the worker. */
    private RecreatedTopics recreatedTopics() throws Exception {
        Known now = known;
        return RecreatedTopics.find(discovery, now.partitions(), now.live());
    }

    private void restoreRecreated(RecreatedTopics recreated, Throwable error) {
        if (closed) {
            return;
        }
        if (error != null) {
            throw new FlinkRuntimeException(
                    "Cannot find out from Kafka which topics were made again and are to be read"
                            + " from their start",
                    error);
        }
        recreated.restore(tracker);
        publishKnown();
        goOn();
    }

    private static void failIfFatal(Throwable error) {
        if (error instanceof Error fatal) {
            throw fatal;
        }
    }

    // ------------------------------------------------------------ listings

    private void laterFound(Listing listing, Throwable error) {
        if (isUsable(listing, error)) {
            add(listing.added().stream().map(this::laterSplit).toList());
        }
    }

    private void compareOnly(Listing listing, Throwable error) {
        isUsable(listing, error);
    }

    /** Whether there is a listing; fails if it shows that a topic was made again. */
    private boolean isUsable(Listing listing, Throwable error) {
        if (closed) {
            return false;
        }
        failIfFatal(error);
        if (error != null) {
            LOG.warn(
                    "Cannot list the partitions in Kafka; reading goes on with those that are known",
                    error);
            return false;
        }
        Map<PartitionId, Uuid> partitions = known.partitions();
        ListingCheck.requireSameTopics(partitions, listing);
        List<PartitionId> missing = listingCheck.newlyMissing(partitions.keySet(), listing);
        if (!missing.isEmpty()) {
            LOG.warn(
                    "These partitions are read, but Kafka does not list them among the topics to"
                            + " read any more; they are kept, and read on as long as they are"
                            + " there: {}",
                    missing);
        }
        return true;
    }

    /** A split as the source is now: it may have gone live while the worker resolved for replay. */
    private KafkarsSplit laterSplit(ResolvedPartition found) {
        PartitionProgress start = found.progress();
        if (!replay.isLive()) {
            return KafkarsSplit.of(found);
        }
        return new KafkarsSplit(
                PartitionProgress.atStart(
                        start.id(), start.replayStart(), start.replayStart(), start.resolveTime()),
                found.topicId());
    }

    private void add(List<KafkarsSplit> splits) {
        plan(tracker.addDiscovered(splits));
        publishKnown();
        assign(context.registeredReaders().keySet());
    }

    private void plan(List<KafkarsSplit> splits) {
        if (splits.isEmpty()) {
            return;
        }
        // Splits that readers restored have no owner here; those readers know how many they have.
        List<Load> loads = tracker.loads(context.currentParallelism());
        for (int subtask = 0; subtask < loads.size(); subtask++) {
            loads.set(subtask, loads.get(subtask).atLeast(replay.load(subtask)));
        }
        BalancedAssigner.owners(splits, loads).forEach(tracker::plan);
    }

    private void assign(Collection<Integer> registeredSubtasks) {
        var subtasks = new TreeSet<>(registeredSubtasks);
        Map<Integer, List<KafkarsSplit>> assignment = new HashMap<>();
        for (int subtask : subtasks) {
            List<KafkarsSplit> splits = tracker.unassignedOf(subtask);
            if (!splits.isEmpty()) {
                assignment.put(subtask, splits);
            }
        }
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
            assignment.values().forEach(splits -> splits.forEach(tracker::markAssigned));
        }
        if (complete) {
            subtasks.stream().filter(toldWhatComes::add).forEach(this::tellWhatComes);
        }
    }

    /** A reader needs to know whether it has its splits, to be idle or to finish without one. */
    private void tellWhatComes(int subtask) {
        if (settings.looksForNewPartitions()) {
            context.sendEventToSourceReader(subtask, new InitialAssignmentEvent());
        } else {
            context.signalNoMoreSplits(subtask);
        }
    }

    private void checkLive() {
        if (initialDiscoveryDone) {
            replay.check(resolveTime.orElseThrow());
            if (replay.isLive() != known.live()) {
                publishKnown();
            }
        }
    }

    private void publishKnown() {
        known = new Known(tracker.knownPartitions(), replay.isLive());
    }
}
