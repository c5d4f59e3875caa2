// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Why something failed, down to the root cause. */
final class Causes {

    private Causes() {}

    /** The failure, its cause, the cause of that, and so on. */
    static List<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    }

    /** The message of the root cause, or the name of its class if it has no message. */
    static String rootMessage(Throwable failure) {
        List<Throwable> causes = of(failure);
        Throwable root = causes.get(causes.size() - 1);
        return root.getMessage() == null ? root.getClass().getName() : root.getMessage();
    }
}
