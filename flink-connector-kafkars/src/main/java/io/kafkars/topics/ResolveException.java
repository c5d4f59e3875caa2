package io.kafkars.topics;

import io.kafkars.validation.Problems;

import java.util.List;

/**
 * It could not be found out from where to read. The message lists every problem: what was expected,
 * what was found, for which topic and partition, and what to do.
 */
public final class ResolveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public ResolveException(Problems problems) {
        super(problems.message("Cannot find out from where to read"));
        this.problems = problems.found();
    }

    /** The problems one by one, in the order of the message. */
    public List<String> problems() {
        return problems;
    }
}
