package io.kafkars.demo;

/**
 * What the windows count: that something happened, when, and, if it was measured, how strong it was
 * and where.
 *
 * @param time event time in milliseconds since the epoch
 * @param magnitude its strength, or null if there is none
 * @param place where it was, or null if nobody says
 */
public record Observation(long time, Double magnitude, String place) {

    /** An observation of which only the time is known. */
    static Observation at(long time) {
        return new Observation(time, null, null);
    }

    /**
     * Whether this one is reported rather than the other: the larger magnitude, and of two equal
     * ones the earlier. One without a magnitude never is.
     */
    boolean outranks(Observation other) {
        if (magnitude == null) {
            return false;
        }
        if (other == null || other.magnitude == null) {
            return true;
        }
        int order = magnitude.compareTo(other.magnitude);
        return order > 0 || order == 0 && time < other.time;
    }
}
