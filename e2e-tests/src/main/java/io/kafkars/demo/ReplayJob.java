// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A running job of a source and hourly event-time windows, with the events of both as one sequence.
 * The sequence ends with the job. Used by one thread.
 */
final class ReplayJob implements Iterator<ReplayEvent>, AutoCloseable {

    private final JobClient client;
    private final CloseableIterator<ReplayEvent> events;
    private final Path savepoints;
    private CompletableFuture<String> stopped = CompletableFuture.completedFuture("");

    private ReplayJob(JobClient client, CloseableIterator<ReplayEvent> events, Path savepoints) {
        this.client = client;
        this.events = events;
        this.savepoints = savepoints;
    }

    /**
     * Starts the job.
     *
     * @param observations the stream of a source, with timestamps and watermarks
     * @param progressInterval minimum time between two progress events; zero reports every record
     */
    static ReplayJob start(DataStream<Observation> observations, Duration progressInterval)
            throws Exception {
        var probed =
                observations.transform(
                        "probe", observations.getType(), new ReplayProbe(progressInterval));
        DataStream<ReplayEvent> windows =
                probed.map(WindowSummary::of)
                        .returns(TypeInformation.of(WindowSummary.class))
                        .windowAll(TumblingEventTimeWindows.of(WindowSummary.LENGTH))
                        .reduce(WindowSummary::plus, ReplayJob::finish);
        CloseableIterator<ReplayEvent> events =
                probed.getSideOutput(ReplayProbe.PROGRESS)
                        .union(windows)
                        .transform("live", windows.getType(), new LiveSignal())
                        .collectAsync();
        Path savepoints = Files.createTempDirectory("replay-savepoints");
        return new ReplayJob(
                observations.getExecutionEnvironment().executeAsync("replay"), events, savepoints);
    }

    private static void finish(
            TimeWindow window, Iterable<WindowSummary> content, Collector<ReplayEvent> out) {
        for (WindowSummary summary : content) {
            out.collect(ReplayEvent.finished(summary.startingAt(window.getStart())));
        }
    }

    @Override
    public boolean hasNext() {
        return events.hasNext();
    }

    @Override
    public ReplayEvent next() {
        return events.next();
    }

    /**
     * Asks the job to stop reading, finish its open windows and end, as {@code flink stop --drain}
     * does. The remaining events still follow.
     */
    void drain() {
        stopped =
                client.stopWithSavepoint(
                        true, savepoints.toUri().toString(), SavepointFormatType.CANONICAL);
    }

    /** Waits for the drain if there is one; otherwise ends the job at once. */
    @Override
    public void close() throws IOException {
        try {
            stopped.join();
            events.close();
        } catch (Exception e) {
            throw new IOException("The job did not end properly", e);
        } finally {
            deleteSavepoints();
        }
    }

    private void deleteSavepoints() throws IOException {
        List<Path> found;
        try (Stream<Path> paths = Files.walk(savepoints)) {
            found = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : found) {
            Files.deleteIfExists(path);
        }
    }
}
