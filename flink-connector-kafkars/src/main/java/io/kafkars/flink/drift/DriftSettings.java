// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import io.kafkars.validation.Durations;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * How far the readers of a replay may drift apart; immutable. A value that is out of its range is
 * rejected by {@link #check}, not by the constructor.
 *
 * @param maxDrift how far past the low-water-mark of its group's slowest reader a reader may
 *     replay, at least 1 ms; {@code null} for no limit
 * @param group name of the group, within the job; {@code null} for the one of all sources that name
 *     none
 */
@Internal
public record DriftSettings(@Nullable Duration maxDrift, @Nullable String group)
        implements Serializable {

    /** No limit. */
    public static final DriftSettings DEFAULT = new DriftSettings(null, null);

    public DriftSettings {
        maxDrift = maxDrift == null ? null : Durations.countable(maxDrift);
    }

    /** The same with another limit. */
    public DriftSettings withMaxDrift(Duration drift) {
        return new DriftSettings(drift, group);
    }

    /** The same with another group. */
    public DriftSettings withGroup(String name) {
        return new DriftSettings(maxDrift, name);
    }

    /** Whether there is a limit. */
    public boolean isLimited() {
        return maxDrift != null;
    }

    /** Adds every value that is out of its range, by the name of its component. */
    public void check(Problems problems) {
        check(component -> component, problems);
    }

    /**
     * Adds every value that is out of its range.
     *
     * @param nameOf what the user calls a component, given its name
     */
    public void check(UnaryOperator<String> nameOf, Problems problems) {
        if (isLimited()) {
            problems.require(
                    maxDrift.toMillis() >= 1,
                    "%s must be at least 1 ms, is %d ms",
                    nameOf.apply("maxDrift"),
                    maxDrift.toMillis());
        }
        problems.require(
                group == null || isLimited(),
                "%s has no effect without %s",
                nameOf.apply("driftGroup"),
                nameOf.apply("maxDrift"));
        problems.require(
                group == null || !group.isBlank(),
                "%s must not be empty",
                nameOf.apply("driftGroup"));
    }
}
