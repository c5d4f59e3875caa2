// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * An answer of a child process; exactly one of the fields is set.
 *
 * @param ready that the process has started; from the broker, its bootstrap servers
 * @param round the result of a task
 * @param job the result of a round of {@link JobBenchmark}
 * @param failure the stack trace of what made a task fail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(String ready, RoundResult round, JobRound job, String failure) {

    static Answer ready(String text) {
        return new Answer(text, null, null, null);
    }

    static Answer of(RoundResult round) {
        return new Answer(null, round, null, null);
    }

    static Answer of(JobRound job) {
        return new Answer(null, null, job, null);
    }

    static Answer failed(Throwable failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return new Answer(null, null, null, trace.toString());
    }
}
