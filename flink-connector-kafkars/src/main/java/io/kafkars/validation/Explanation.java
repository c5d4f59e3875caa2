// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Attaches a failure to the exception that explains it.
 *
 * <p>Flink's SQL Client prints the innermost cause of an error and nothing else ({@code
 * CliStrings.messageError}). An exception that has the failure as its cause is therefore not seen
 * there. So an explanation says in its own message why it failed, and has the failure as a
 * suppressed exception: stack traces show it, and the innermost cause is the explanation.
 */
public final class Explanation {

    private Explanation() {}

    /**
     * The explanation, with the failure attached to it.
     *
     * @param explanation without a cause
     */
    public static <E extends Throwable> E of(E explanation, Throwable failure) {
        explanation.addSuppressed(failure);
        return explanation;
    }

    /**
     * The message of the failure, and that of its root cause unless it is contained in the former.
     * A throwable without a message is named by its class.
     */
    public static String reason(Throwable failure) {
        List<Throwable> causes =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        var texts = new ArrayList<String>();
        texts.add(text(failure));
        String root = text(causes.get(causes.size() - 1));
        if (!texts.get(0).contains(root)) {
            texts.add(root);
        }
        return String.join(": ", texts);
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getName() : message;
    }
}
