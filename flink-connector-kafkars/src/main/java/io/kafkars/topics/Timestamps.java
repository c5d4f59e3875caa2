// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import java.time.Instant;
import java.util.Objects;

/** Converts instants to record timestamps, which are milliseconds and never negative. */
final class Timestamps {

    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private Timestamps() {}

    /**
     * Rejects instants that no record can have. Negative timestamps in particular must not get
     * through: in a request for an offset, Kafka gives them another meaning.
     */
    static void requireInRange(String what, Instant instant) {
        Objects.requireNonNull(instant, what);
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LAST)) {
            throw new IllegalArgumentException(
                    what
                            + " must be from 1970-01-01T00:00:00Z, the earliest time a record can"
                            + " have, to "
                            + LAST
                            + ", is "
                            + instant);
        }
    }

    /** The first millisecond that is not before the instant. */
    static long atOrAfter(Instant instant) {
        var millis = instant.toEpochMilli();
        var exact = instant.getNano() % 1_000_000 == 0;
        return exact || millis == Long.MAX_VALUE ? millis : millis + 1;
    }
}
