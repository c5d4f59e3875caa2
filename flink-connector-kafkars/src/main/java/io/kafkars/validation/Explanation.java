// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Attaches a failure to the exception that explains it, so that what is shown to users is the
 * explanation.
 *
 * <p>Some clients show the innermost cause of an error and nothing else. Flink's SQL Client has the
 * printed stack trace alone, and shows what comes after the last {@code Caused by:} in it, up to
 * the first stack frame ({@code CliStrings.messageError}). Both must find the explanation. So an
 * explanation says in its own message why it failed, and nothing that is attached to it has a
 * cause: the failure, each of its causes, and what they suppressed are suppressed exceptions of the
 * explanation.
 */
public final class Explanation {

    private static final String CAUSED_BY = "Caused by: ";
    private static final String FRAME = "\tat ";

    private Explanation() {}

    /**
     * The explanation, with the failure attached to it: the failure itself if it prints no cause,
     * and else copies of it and of its causes, which print as the originals do.
     *
     * @param explanation without a cause
     */
    public static <E extends Throwable> E of(E explanation, Throwable failure) {
        if (failure == explanation) {
            return explanation;
        }
        List<Throwable> parts = parts(failure);
        if (parts.stream().noneMatch(Explanation::printsACause)) {
            explanation.addSuppressed(failure);
        } else {
            parts.forEach(part -> explanation.addSuppressed(new AttachedFailure(part)));
        }
        return explanation;
    }

    private static boolean printsACause(Throwable part) {
        return part.getCause() != null || part.toString().contains(CAUSED_BY);
    }

    /** The failure and all that is attached to it, in the order in which it is printed. */
    private static List<Throwable> parts(Throwable failure) {
        var parts = new ArrayList<Throwable>();
        collect(failure, parts, Collections.newSetFromMap(new IdentityHashMap<>()));
        return parts;
    }

    private static void collect(Throwable failure, List<Throwable> parts, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return;
        }
        parts.add(failure);
        for (Throwable suppressed : failure.getSuppressed()) {
            collect(suppressed, parts, seen);
        }
        collect(failure.getCause(), parts, seen);
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
        return quote(String.join(": ", texts));
    }

    /**
     * The messages of the failure and of all its causes, without those that only repeat their
     * cause. A throwable without a message is left out.
     */
    public static String reasons(Throwable failure) {
        return quote(
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .filter(part -> !repeatsItsCause(part))
                        .map(Throwable::getMessage)
                        .filter(Objects::nonNull)
                        .distinct()
                        .collect(Collectors.joining(": ")));
    }

    private static boolean repeatsItsCause(Throwable failure) {
        return failure.getCause() != null
                && failure.getCause().toString().equals(failure.getMessage());
    }

    /**
     * A text of unknown content as a message may contain it: nothing in it looks like a part of a
     * stack trace, where clients would cut the message.
     */
    public static String quote(String text) {
        return text.replace(CAUSED_BY, "caused by: ").replace(FRAME, " at ");
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getName() : message;
    }
}
