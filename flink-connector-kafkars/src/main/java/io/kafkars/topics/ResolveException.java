// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.validation.Problems;

import java.util.List;

/**
 * The topics, partitions or offsets to read could not be resolved. The message lists every problem:
 * what was expected, what was found, for which topic and partition, and what to do.
 */
public final class ResolveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /**
     * @param problems at least one
     */
    public ResolveException(Problems problems) {
        super(problems.message("Cannot resolve the partitions and offsets to read"));
        this.problems = problems.found();
    }

    /** The problems one by one, in the order of the message. */
    public List<String> problems() {
        return problems;
    }
}
