// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The groups of all jobs whose enumerators run in this JVM. Thread-safe.
 *
 * <p>A group lives as long as a source is in it. It is found by the job and its name, so the
 * sources of a job meet if they were loaded by the same class loader: a jar of the connector in
 * Flink's {@code lib} directory and another in the job's jar make two sets of groups.
 */
@Internal
public final class DriftGroups {

    /** The groups of this JVM. */
    public static final DriftGroups OF_THIS_JVM =
            new DriftGroups(() -> System.nanoTime() / 1_000_000);

    private record Key(String job, String name) {}

    private final LongSupplier clock;
    private final Map<Key, DriftGroup> groups = new HashMap<>();

    /**
     * @param clock milliseconds, from any beginning
     */
    DriftGroups(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Adds a source to the group of its job that has this name.
     *
     * @param job the job's id
     * @param group name of the group, {@code null} for that of the sources that name none
     * @see DriftGroup#join
     */
    public synchronized DriftMember join(
            String job, String group, String id, String name, Runnable listener) {
        groups.values().removeIf(DriftGroup::isEmpty);
        return groups.computeIfAbsent(new Key(job, group), key -> new DriftGroup(clock))
                .join(id, name, listener);
    }

    /** How many groups there are. */
    synchronized int size() {
        groups.values().removeIf(DriftGroup::isEmpty);
        return groups.size();
    }
}
