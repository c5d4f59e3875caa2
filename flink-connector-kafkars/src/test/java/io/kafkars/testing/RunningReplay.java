// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.core.execution.JobClient;

/**
 * A replay that runs while the test observes it. {@link Replay#start()} starts one.
 *
 * @param <R> type of the elements that come out of the job
 */
@PublicEvolving
public final class RunningReplay<R> extends RunningJob {

    private final StreamLog<R> log;

    RunningReplay(JobClient client, StreamLog<R> log) {
        super(client);
        this.log = log;
    }

    /** What has come out so far; it grows while the job runs. */
    public StreamLog<R> log() {
        return log;
    }

    /**
     * Waits until at least this number of elements has come out, for a minute at most.
     *
     * @throws Exception as {@link #until} does
     */
    public void untilElements(int count) throws Exception {
        until(count + " elements", () -> log.size() >= count);
    }

    /**
     * Waits until the source is live, for a minute at most. Its whole replay has come out then.
     *
     * @throws Exception as {@link #until} does
     */
    public void untilLive() throws Exception {
        until("live source", log::isLive);
    }
}
