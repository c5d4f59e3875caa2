// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import java.time.Duration;

/** Replays topics of the user's own brokers, and counts their records by the hour. */
final class BrokerReplay {

    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(100);

    private final Replay replay;
    private final Display display;
    private long records;
    private long recordsInWindows;
    private long windows;

    BrokerReplay(Replay replay, Display display) {
        this.replay = replay;
        this.display = display;
    }

    /** Replays until the job ends, and prints the counts. */
    void run() throws Exception {
        replay.run(display, "records", -1, PROGRESS_INTERVAL, this::count);
        display.line("");
        display.line(
                "%s of %s records in %s windows"
                        .formatted(
                                Text.count(recordsInWindows),
                                Text.count(records),
                                Text.count(windows)));
    }

    private void count(ReplayEvent event) {
        switch (event.kind()) {
            case PROGRESS -> records = event.records();
            case WINDOW -> {
                windows++;
                recordsInWindows += event.window().records();
            }
            case LIVE -> {}
        }
    }
}
