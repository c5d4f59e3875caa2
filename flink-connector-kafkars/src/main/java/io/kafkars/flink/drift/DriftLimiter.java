// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.runtime.metrics.scope.ScopeFormat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The part of an enumerator that bounds the drift: passes the reports of its readers to the group,
 * and the ceilings of the group to its readers.
 *
 * <p>An enumerator's context may be used only on its own coordinator thread, and sending an event
 * may block there. So the group never calls a context: when its low-water-mark rises, each
 * enumerator of the group is asked to look at it on its own thread. All methods are for that
 * thread, except {@link #close}.
 *
 * <p>Events pass through the main thread of the JobMaster, which every checkpoint needs too. Their
 * number is bounded: a reader gets at most 50 ceilings a second, and one only if it has risen by an
 * eighth of the drift, or if a second has passed. Only registered readers that hold others back get
 * any: an event to a reader that has just finished would fail the job.
 */
@Internal
public final class DriftLimiter implements AutoCloseable {

    /** Runs something after a delay. */
    interface Delay {
        void run(long delayMs, Executor executor, Runnable task);
    }

    private static final Logger LOG = LoggerFactory.getLogger(DriftLimiter.class);

    /** A ceiling that has risen enough follows the one before after this time. */
    static final long MIN_INTERVAL_MS = 20;

    /** Any higher ceiling follows the one before after this time. */
    static final long MAX_INTERVAL_MS = 1_000;

    /** How often a line says who waits for whom, and for how long a reader waits before that. */
    static final long JOURNAL_INTERVAL_MS = 10_000;

    private static final Delay AFTER =
            (delayMs, executor, task) ->
                    CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS, executor)
                            .execute(task);

    /**
     * Which source of which job it is.
     *
     * @param job id of the job
     * @param id the same for all instances of the source, and for no other source of the job
     * @param name for people
     */
    record Identity(String job, String id, String name) {

        static Identity of(SplitEnumeratorContext<?> context) {
            Map<String, String> scope = context.metricGroup().getAllVariables();
            String unknown = UUID.randomUUID().toString();
            String name = scope.getOrDefault(ScopeFormat.SCOPE_OPERATOR_NAME, "the source");
            if (!scope.containsKey(ScopeFormat.SCOPE_JOB_ID)) {
                LOG.warn(
                        "Flink does not say to which job {} belongs. Its drift is bounded between"
                                + " its own readers, and not between the sources of the job.",
                        name);
            }
            return new Identity(
                    scope.getOrDefault(ScopeFormat.SCOPE_JOB_ID, unknown),
                    scope.getOrDefault(ScopeFormat.SCOPE_OPERATOR_ID, unknown),
                    name);
        }
    }

    private record Ceiling(long key, long sentAt) {}

    private record Position(long lowWaterMark, boolean isWaiting, long since) {}

    private final SplitEnumeratorContext<?> context;
    private final long maxDrift;
    private final LongSupplier clock;
    private final Delay delay;
    private final Consumer<String> journal;
    private final String name;
    private final DriftMember member;

    private final AtomicBoolean sendPlanned = new AtomicBoolean();
    private final Map<Integer, Ceiling> ceilings = new HashMap<>();
    private final Map<Integer, Position> positions = new HashMap<>();
    private volatile boolean closed;

    /** When ceilings are sent that had to wait; {@link Long#MAX_VALUE} for never. */
    private long nextSend = Long.MAX_VALUE;

    private boolean live;

    /**
     * Joins the group. To be called when the enumerator is created, which for all sources of a job
     * is before any of their readers start.
     *
     * @param settings with a limit
     * @param live whether the source is live already
     */
    public static DriftLimiter join(
            SplitEnumeratorContext<?> context, DriftSettings settings, boolean live) {
        return new DriftLimiter(
                context,
                settings,
                live,
                Identity.of(context),
                DriftGroups.OF_THIS_JVM,
                () -> System.nanoTime() / 1_000_000,
                AFTER,
                LOG::info);
    }

    /**
     * @param clock milliseconds, from any beginning
     * @param delay for ceilings that have to wait
     * @param journal takes the lines that say who waits for whom
     */
    DriftLimiter(
            SplitEnumeratorContext<?> context,
            DriftSettings settings,
            boolean live,
            Identity identity,
            DriftGroups groups,
            LongSupplier clock,
            Delay delay,
            Consumer<String> journal) {
        this.context = context;
        this.maxDrift = settings.maxDrift().toMillis();
        this.clock = clock;
        this.delay = delay;
        this.journal = journal;
        this.name = identity.name();
        this.member =
                groups.join(identity.job(), settings.group(), identity.id(), name, this::planSend);
        if (live) {
            live();
        }
    }

    /** Starts the timer. */
    public void start() {
        member.parallelism(context.currentParallelism());
        // Timed by the worker. The timer cannot be stopped; once the source is live, it does
        // nothing.
        context.callAsync(
                () -> null,
                (nothing, error) -> writeLine(),
                JOURNAL_INTERVAL_MS,
                JOURNAL_INTERVAL_MS);
    }

    // Readers

    /** A reader has been registered, which knows no ceiling. */
    public void addReader(int subtask) {
        member.parallelism(context.currentParallelism());
        forget(subtask);
        send();
    }

    /** A reader has failed. */
    public void forget(int subtask) {
        ceilings.remove(subtask);
        positions.remove(subtask);
        member.restart(subtask);
    }

    /** A registered reader has reported. */
    public void report(int subtask, DriftReportEvent report) {
        Position before = positions.get(subtask);
        boolean stands =
                before != null
                        && before.isWaiting()
                        && before.lowWaterMark() == report.lowWaterMark();
        positions.put(
                subtask,
                new Position(
                        report.lowWaterMark(),
                        report.isWaiting(),
                        stands ? before.since() : clock.getAsLong()));
        member.report(subtask, report.lowWaterMark());
        send();
    }

    /** The whole source is live, or has ended. */
    public void live() {
        if (!live) {
            live = true;
            member.live();
        }
    }

    // Ceilings

    /** Any thread. */
    private void planSend() {
        if (!closed && sendPlanned.compareAndSet(false, true)) {
            onCoordinator(
                    () -> {
                        sendPlanned.set(false);
                        send();
                    });
        }
    }

    private void onCoordinator(Runnable task) {
        try {
            context.runInCoordinatorThread(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The enumerator of {} has been closed", name, e);
        }
    }

    /**
     * Sends the ceiling to the readers for which it is due, and plans when it is due for others.
     */
    private void send() {
        long ceiling = live ? DriftGroup.NOTHING : member.group().ceiling(maxDrift);
        if (closed || ceiling == DriftGroup.UNKNOWN) {
            return;
        }
        long now = clock.getAsLong();
        long next = Long.MAX_VALUE;
        for (int subtask : new TreeSet<>(context.registeredReaders().keySet())) {
            if (holdsOthersBack(subtask)) {
                long due = due(ceiling, ceilings.get(subtask), now);
                if (due <= now) {
                    ceilings.put(subtask, new Ceiling(ceiling, now));
                    context.sendEventToSourceReader(
                            subtask, new DriftCeilingEvent(ceiling, slowest()));
                } else {
                    next = Math.min(next, due);
                }
            }
        }
        if (next < nextSend) {
            nextSend = next;
            delay.run(
                    next - now,
                    this::onCoordinator,
                    () -> {
                        nextSend = Long.MAX_VALUE;
                        send();
                    });
        }
    }

    private boolean holdsOthersBack(int subtask) {
        Position position = positions.get(subtask);
        return position != null && position.lowWaterMark() != DriftGroup.NOTHING;
    }

    /** When the ceiling may be sent; {@link Long#MAX_VALUE} for never. */
    private long due(long ceiling, Ceiling sent, long now) {
        if (sent == null) {
            return now;
        }
        if (ceiling <= sent.key()) {
            return Long.MAX_VALUE;
        }
        boolean hasRisenEnough = ceiling - maxDrift / 8 >= sent.key();
        return sent.sentAt() + (hasRisenEnough ? MIN_INTERVAL_MS : MAX_INTERVAL_MS);
    }

    // Who waits for whom

    private String slowest() {
        return member.group().slowest().map(DriftJournal::name).orElse("");
    }

    private void writeLine() {
        if (closed || live) {
            return;
        }
        member.group().refresh();
        long longAgo = clock.getAsLong() - JOURNAL_INTERVAL_MS;
        var waiting = new TreeSet<Integer>();
        long earliest = Long.MAX_VALUE;
        for (var entry : positions.entrySet()) {
            Position position = entry.getValue();
            if (position.isWaiting() && position.since() <= longAgo) {
                waiting.add(entry.getKey());
                earliest = Math.min(earliest, position.lowWaterMark());
            }
        }
        var slowest = member.group().slowest();
        if (!waiting.isEmpty() && slowest.isPresent()) {
            journal.accept(DriftJournal.line(name, waiting, earliest, slowest.get(), maxDrift));
        }
    }

    /** Leaves the group, which waits for a successor only so long. Any thread. */
    @Override
    public void close() {
        closed = true;
        member.leave();
    }
}
