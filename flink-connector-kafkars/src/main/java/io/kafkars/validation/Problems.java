// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects everything that is wrong with some input, so that a user sees all of it at once. Each
 * problem says what was found, and what is allowed. Not thread-safe.
 */
public final class Problems {

    private final List<String> found = new ArrayList<>();

    /** Adds the problem, a {@link String#format} text, unless the condition holds. */
    public Problems require(boolean condition, String text, Object... arguments) {
        if (!condition) {
            add(text, arguments);
        }
        return this;
    }

    /** Adds the problem, a {@link String#format} text, unless it was found before. */
    public void add(String text, Object... arguments) {
        String problem = arguments.length == 0 ? text : String.format(text, arguments);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /** The problems so far, in the order in which they were found. */
    public List<String> found() {
        return List.copyOf(found);
    }

    /** Whether there are none. */
    public boolean none() {
        return found.isEmpty();
    }

    /**
     * All problems as one text: the heading, and one line for each below it.
     *
     * @param heading what could not be done, without a full stop
     */
    public String message(String heading) {
        return heading + ":\n  - " + String.join("\n  - ", found);
    }

    /**
     * Fails if there are any.
     *
     * @throws IllegalArgumentException with {@link #message(String)}
     */
    public void throwIfAny(String heading) {
        if (!none()) {
            throw new IllegalArgumentException(message(heading));
        }
    }
}
