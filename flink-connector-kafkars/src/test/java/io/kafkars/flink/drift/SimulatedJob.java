// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.api.connector.source.SourceEvent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job in virtual time: sources with readers and enumerators, a network between them that delays
 * events while a checkpoint is triggered, and failures. It checks with each record that its reader
 * is not too far ahead, and with each second that there were not too many events.
 */
final class SimulatedJob {

    private static final long CHECKPOINT_INTERVAL = 1_000;
    private static final long CHECKPOINT_TAKES = 30;
    private static final long MAX_EVENTS_PER_SECOND = 110;
    private static final long LAST_KEY = 10_000;

    private final VirtualTime time = new VirtualTime();
    private final DriftGroups groups = new DriftGroups(time::now);
    private final Random random;
    private final DriftSettings settings;
    private final List<SimulatedSource> sources = new ArrayList<>();
    private long gateOpensAt;

    SimulatedJob(long seed, long maxDrift) {
        this.random = new Random(seed);
        this.settings = DriftSettings.DEFAULT.withMaxDrift(Duration.ofMillis(maxDrift));
        checkpoint();
    }

    /** Adds a source with this many readers, which start within three seconds. */
    void add(int readers) {
        sources.add(new SimulatedSource(sources.size(), readers));
    }

    private void checkpoint() {
        time.after(
                CHECKPOINT_INTERVAL,
                () -> {
                    gateOpensAt = time.now() + CHECKPOINT_TAKES;
                    sources.forEach(source -> source.readers.forEach(SimulatedReader::checkpoint));
                    checkpoint();
                });
    }

    // What goes wrong

    /** One reader fails, and starts again. */
    void failReader(long at) {
        time.after(
                at,
                () -> {
                    SimulatedSource source = sources.get(random.nextInt(sources.size()));
                    int subtask = random.nextInt(source.readers.size());
                    if (source.readers.get(subtask).isRunning()) {
                        source.fail(subtask);
                        source.start(subtask, 10 + random.nextInt(1_000));
                    }
                });
    }

    /** All readers fail, and start again; their enumerators stay. */
    void failAllReaders(long at) {
        time.after(at, () -> failEverything(false));
    }

    /** All readers and enumerators start again. */
    void failEnumerators(long at) {
        time.after(at, () -> failEverything(true));
    }

    private void failEverything(boolean enumeratorsToo) {
        for (SimulatedSource source : sources) {
            for (int subtask = 0; subtask < source.readers.size(); subtask++) {
                source.fail(subtask);
            }
        }
        for (SimulatedSource source : sources) {
            source.readers.forEach(SimulatedReader::forgetFurthest);
            if (enumeratorsToo) {
                source.recreate();
            }
            for (int subtask = 0; subtask < source.readers.size(); subtask++) {
                source.start(subtask, 10 + random.nextInt(1_000));
            }
        }
    }

    /** A partition is found with records of any age. */
    void findPartition(long at) {
        time.after(
                at,
                () -> {
                    SimulatedSource source = sources.get(random.nextInt(sources.size()));
                    SimulatedReader reader =
                            source.readers.get(random.nextInt(source.readers.size()));
                    reader.add(split(true));
                });
    }

    // The run

    /** Runs until all readers are live; fails if that takes more than this. */
    void run(Duration limit) {
        while (!sources.stream().allMatch(SimulatedSource::isLive)) {
            assertThat(time.next(limit.toMillis()))
                    .as("not live after %s: %s", limit, sources)
                    .isTrue();
        }
    }

    private SimulatedReader.Split split(boolean foundLate) {
        long[] keys = new long[random.nextInt(random.nextInt(10) == 0 ? 2 : 150)];
        long from = random.nextLong(LAST_KEY);
        long to = from + 1 + random.nextLong(LAST_KEY - from);
        for (int row = 0; row < keys.length; row++) {
            keys[row] = from + random.nextLong(to - from);
        }
        Arrays.sort(keys);
        return new SimulatedReader.Split(keys, foundLate);
    }

    private void check(SimulatedSource source, long key) {
        if (source.toldLive) {
            return;
        }
        long slowest = DriftGroup.NOTHING;
        for (SimulatedSource other : sources) {
            if (!other.toldLive) {
                for (SimulatedReader reader : other.readers) {
                    slowest = Math.min(slowest, reader.nextNewKey());
                }
            }
        }
        long bound = slowest - settings.maxDrift().toMillis();
        assertThat(key - settings.maxDrift().toMillis())
                .as("a record at %s, while the slowest is at %s (%s)", key, slowest, bound)
                .isLessThanOrEqualTo(slowest);
    }

    /** A source: its enumerator, which is in the group, and its readers. */
    private final class SimulatedSource {

        private final String name;
        private final List<SimulatedReader> readers = new ArrayList<>();
        private final List<Long> startsAt = new ArrayList<>();
        private final List<Long> lastArrival = new ArrayList<>();
        private final List<EventRate> toReader = new ArrayList<>();
        private final List<EventRate> fromReader = new ArrayList<>();
        private SimulatedContext context;
        private DriftLimiter limiter;
        private boolean toldLive;

        SimulatedSource(int index, int parallelism) {
            name = "s" + index;
            for (int subtask = 0; subtask < parallelism; subtask++) {
                readers.add(reader(subtask));
                toReader.add(new EventRate());
                fromReader.add(new EventRate());
                startsAt.add(0L);
                lastArrival.add(0L);
            }
            create();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                start(subtask, random.nextInt(3_000));
            }
        }

        private SimulatedReader reader(int subtask) {
            var reader =
                    new SimulatedReader(
                            time,
                            1 + random.nextInt(20),
                            random.nextInt(4) == 0 ? 20 : random.nextInt(3),
                            report -> receive(subtask, report),
                            key -> check(this, key));
            for (int split = random.nextInt(4); split > 0; split--) {
                reader.add(split(false));
            }
            return reader;
        }

        private void create() {
            context = new SimulatedContext(time, readers.size(), this::send);
            limiter =
                    new DriftLimiter(
                            context,
                            settings,
                            toldLive,
                            new DriftLimiter.Identity("job", name, name),
                            groups,
                            time::now,
                            (delay, executor, task) ->
                                    time.after(delay, () -> executor.execute(task)),
                            line -> {});
            context.runInCoordinatorThread(limiter::start);
        }

        /** Flink closes the enumerator, and then creates the next one. */
        void recreate() {
            if (limiter == null) {
                return;
            }
            DriftLimiter old = limiter;
            SimulatedContext oldContext = context;
            limiter = null;
            time.after(
                    random.nextInt(50),
                    () -> {
                        oldContext.close();
                        old.close();
                        time.after(random.nextInt(300), this::create);
                    });
        }

        void fail(int subtask) {
            readers.get(subtask).fail();
            DriftLimiter informed = limiter;
            if (informed != null) {
                context.runInCoordinatorThread(
                        () -> {
                            context.unregister(subtask);
                            informed.forget(subtask);
                        });
            }
        }

        void start(int subtask, long delay) {
            startsAt.set(subtask, time.now() + delay);
            time.after(delay, () -> startIfDue(subtask));
        }

        private void startIfDue(int subtask) {
            if (startsAt.get(subtask) > time.now() || readers.get(subtask).isRunning()) {
                return;
            }
            if (limiter == null) {
                start(subtask, 50);
                return;
            }
            DriftLimiter informed = limiter;
            context.runInCoordinatorThread(
                    () -> {
                        context.register(subtask);
                        informed.addReader(subtask);
                    });
            readers.get(subtask).start(settings);
        }

        /** Reports travel for up to five milliseconds, in order, and do not outlive the reader. */
        private void receive(int subtask, DriftReportEvent report) {
            fromReader.get(subtask).count();
            int attempt = readers.get(subtask).attempt();
            SimulatedContext receiver = context;
            DriftLimiter receiving = limiter;
            if (receiving == null) {
                return;
            }
            long arrival = Math.max(lastArrival.get(subtask), time.now() + 1 + random.nextInt(5));
            lastArrival.set(subtask, arrival);
            time.after(
                    arrival - time.now(),
                    () -> {
                        if (readers.get(subtask).attempt() == attempt) {
                            receiver.onCoordinator(() -> receiving.report(subtask, report));
                            tellIfLive();
                        }
                    });
        }

        private void tellIfLive() {
            if (!toldLive && readers.stream().allMatch(SimulatedReader::isLive)) {
                toldLive = true;
                if (limiter != null) {
                    context.onCoordinator(limiter::live);
                }
            }
        }

        /** An event waits until the present checkpoint is triggered, and travels for 5 ms. */
        private void send(int subtask, SourceEvent event) {
            toReader.get(subtask).count();
            int attempt = readers.get(subtask).attempt();
            time.after(
                    Math.max(0, gateOpensAt - time.now()) + 5,
                    () -> {
                        if (readers.get(subtask).attempt() == attempt) {
                            readers.get(subtask).raise((DriftCeilingEvent) event);
                        }
                    });
        }

        boolean isLive() {
            return readers.stream().allMatch(reader -> reader.isRunning() && reader.isLive());
        }

        @Override
        public String toString() {
            return name + readers.stream().map(SimulatedReader::nextNewKey).toList();
        }
    }

    /** Counts the events of the present second. */
    private final class EventRate {

        private long second = -1;
        private long events;

        void count() {
            if (time.now() / 1_000 != second) {
                second = time.now() / 1_000;
                events = 0;
            }
            events++;
            assertThat(events).as("events in a second").isLessThan(MAX_EVENTS_PER_SECOND);
        }
    }
}
