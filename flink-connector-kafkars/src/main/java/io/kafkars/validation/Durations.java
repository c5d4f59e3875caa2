// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import java.time.Duration;
import java.util.Objects;

/** Brings durations into the form in which settings keep them. */
public final class Durations {

    /** A million years: added to any time of a clock in milliseconds, it does not overflow. */
    private static final Duration FOREVER = Duration.ofDays(365_000_000);

    private Durations() {}

    /**
     * The duration in whole milliseconds, the remainder cut off. One of more than a million years
     * becomes a million years, and likewise a negative one.
     */
    public static Duration countable(Duration duration) {
        Objects.requireNonNull(duration, "duration");
        if (duration.compareTo(FOREVER) > 0) {
            return FOREVER;
        }
        if (duration.compareTo(FOREVER.negated()) < 0) {
            return FOREVER.negated();
        }
        return Duration.ofMillis(duration.toMillis());
    }
}
