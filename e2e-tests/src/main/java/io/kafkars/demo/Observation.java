// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

/**
 * What the windows count.
 *
 * @param time event time in milliseconds since the epoch
 * @param magnitude its magnitude, or null if it has none
 * @param place where it was, or null if not known
 */
public record Observation(long time, Double magnitude, String place) {

    /** An observation of which only the time is known. */
    static Observation at(long time) {
        return new Observation(time, null, null);
    }

    /**
     * Whether a window reports this observation rather than the other: the larger magnitude, and of
     * two equal ones the earlier. An observation without a magnitude is never reported.
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
