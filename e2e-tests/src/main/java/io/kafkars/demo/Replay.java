// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.merge.PartitionState;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A replay that is shown while it runs: its progress, its windows, and when it goes live.
 *
 * @param source the source that is replayed
 * @param stopWhenLive whether to stop when live, and finish all open windows; if not, the replay
 *     ends with the job
 * @param showState whether to print the states of the partitions when live
 */
record Replay(ObservationSource source, boolean stopWhenLive, boolean showState) {

    /**
     * Runs the replay to its end.
     *
     * @param unit what the records are called
     * @param total number of records, negative if only the source knows it
     * @param progressInterval minimum time between two progress events; zero reports every record
     * @param listener receives each event after it was shown, in the calling thread
     */
    void run(
            Display display,
            String unit,
            long total,
            Duration progressInterval,
            Consumer<ReplayEvent> listener)
            throws Exception {
        display.startBar("Replaying", unit, total);
        try (ReplayJob job = ReplayJob.start(source.addTo(environment()), progressInterval)) {
            while (job.hasNext()) {
                ReplayEvent event = job.next();
                switch (event.kind()) {
                    case PROGRESS -> {
                        if (total < 0) {
                            display.total(replayLength());
                        }
                        display.progress(event.records(), event.time());
                    }
                    case WINDOW -> display.line(Text.window(event.window()));
                    case LIVE -> {
                        display.endBar();
                        display.line("LIVE");
                        if (showState) {
                            display.line(Text.partitions(source.partitionStates()));
                        }
                        if (stopWhenLive) {
                            job.drain();
                        }
                    }
                }
                listener.accept(event);
            }
        } finally {
            display.endBar();
        }
    }

    /** A local environment of parallelism 1: one subtask, so one total order. */
    static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createLocalEnvironment(1);
    }

    /** In offsets, of which some may have no record. */
    private long replayLength() {
        return source.partitionStates().stream().mapToLong(Replay::length).sum();
    }

    private static long length(PartitionState partition) {
        return partition.replayEndOffset() - partition.replayStartOffset();
    }
}
