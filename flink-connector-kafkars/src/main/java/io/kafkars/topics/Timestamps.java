package io.kafkars.topics;

import java.time.Instant;
import java.util.Objects;

/** Instants as record timestamps: milliseconds, never negative. */
final class Timestamps {

    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private Timestamps() {}

    /**
     * Rejects what no record can be stamped with. Kafka gives negative timestamps another meaning
     * when it is asked for an offset, so that they must not come through.
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

    /** The first millisecond that is not before the instant; a record stamped earlier is before. */
    static long atOrAfter(Instant instant) {
        var millis = instant.toEpochMilli();
        var exact = instant.getNano() % 1_000_000 == 0;
        return exact || millis == Long.MAX_VALUE ? millis : millis + 1;
    }
}
