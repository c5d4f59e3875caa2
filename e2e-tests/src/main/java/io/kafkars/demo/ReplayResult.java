// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.CloseableIterator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/**
 * The result of a replay of a few thousand records, all kept in memory.
 *
 * @param times event times in emission order
 * @param windows the windows, in the order in which they were finished
 * @param live whether the source said that it went live
 */
record ReplayResult(long[] times, List<WindowSummary> windows, boolean live) {

    /**
     * Runs a replay, shown on the display.
     *
     * @param total number of records
     */
    static ReplayResult of(Replay replay, long total, Display display) throws Exception {
        var times = LongStream.builder();
        List<WindowSummary> windows = new ArrayList<>();
        var live = new AtomicBoolean();
        replay.run(
                display,
                "earthquakes",
                total,
                Duration.ZERO,
                event -> {
                    switch (event.kind()) {
                        case PROGRESS -> times.add(event.time());
                        case WINDOW -> windows.add(event.window());
                        case LIVE -> live.set(true);
                    }
                });
        return new ReplayResult(times.build().toArray(), List.copyOf(windows), live.get());
    }

    /** Event times of a bounded source, in emission order. */
    static long[] timesOf(ObservationSource source) throws Exception {
        DataStream<Long> times =
                source.addTo(Replay.environment()).map(Observation::time).returns(Long.class);
        var collected = LongStream.builder();
        try (CloseableIterator<Long> iterator = times.executeAndCollect()) {
            iterator.forEachRemaining(collected::add);
        }
        return collected.build().toArray();
    }

    OrderReport order() {
        return OrderReport.of(times);
    }
}
