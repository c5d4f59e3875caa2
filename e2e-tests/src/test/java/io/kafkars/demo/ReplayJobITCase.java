// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.demo.ReplayEvent.Kind;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayJobITCase {

    private static final long HOUR = 3_600_000;

    @Test
    void liveComesAfterAllEventsOfTheBacklogAndTheDrainFinishesTheOpenWindow() throws Exception {
        List<ReplayEvent> events = drainedWhenLive(Duration.ZERO);

        assertThat(events.stream().filter(event -> event.kind() != Kind.WINDOW))
                .containsExactly(
                        ReplayEvent.progress(1, 0),
                        ReplayEvent.progress(2, 1),
                        ReplayEvent.progress(3, HOUR),
                        ReplayEvent.LIVE);
        assertThat(events)
                .containsSubsequence(
                        ReplayEvent.finished(new WindowSummary(0, 2, null)),
                        ReplayEvent.LIVE,
                        ReplayEvent.finished(new WindowSummary(HOUR, 1, null)))
                .hasSize(6);
    }

    @Test
    void withAnIntervalTheLastProgressIsReportedBeforeLive() throws Exception {
        List<ReplayEvent> events = drainedWhenLive(Duration.ofHours(1));

        assertThat(events.stream().filter(event -> event.kind() != Kind.WINDOW))
                .containsExactly(
                        ReplayEvent.progress(1, 0),
                        ReplayEvent.progress(3, HOUR),
                        ReplayEvent.LIVE);
    }

    private static List<ReplayEvent> drainedWhenLive(Duration progressInterval) throws Exception {
        var observations =
                Replay.environment()
                        .fromSource(
                                new BacklogSource(0, 1, HOUR),
                                WatermarkStrategy.noWatermarks(),
                                "backlog");
        List<ReplayEvent> events = new ArrayList<>();
        try (ReplayJob job = ReplayJob.start(observations, progressInterval)) {
            while (job.hasNext()) {
                ReplayEvent event = job.next();
                events.add(event);
                if (event.kind() == Kind.LIVE) {
                    job.drain();
                }
            }
        }
        return events;
    }
}
