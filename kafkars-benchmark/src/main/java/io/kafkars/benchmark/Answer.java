package io.kafkars.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a process answers: one of these.
 *
 * @param ready the broker's addresses, or that a consumer is there
 * @param round how a task went
 * @param failure why it did not, a stack trace
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(String ready, Round round, String failure) {

    static Answer ready(String text) {
        return new Answer(text, null, null);
    }

    static Answer of(Round round) {
        return new Answer(null, round, null);
    }

    static Answer failed(Throwable failure) {
        var trace = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(trace));
        return new Answer(null, null, trace.toString());
    }
}
