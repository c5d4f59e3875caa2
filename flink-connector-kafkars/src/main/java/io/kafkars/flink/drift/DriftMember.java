// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;

/**
 * One instance of a source in its group: what its readers have reported. Thread-safe; its fields
 * are guarded by the group's lock.
 */
@Internal
public final class DriftMember {

    private final DriftGroup group;
    private final String id;
    private final String name;
    private final Runnable listener;
    private final Map<Integer, Long> lowWaterMarks = new HashMap<>();
    private int parallelism;
    private boolean live;

    DriftMember(DriftGroup group, String id, String name, Runnable listener) {
        this.group = group;
        this.id = id;
        this.name = name;
        this.listener = listener;
    }

    // What the source reports

    /** How many readers the source has; each of them holds the group until it has reported. */
    public void parallelism(int readers) {
        group.update(this, false, () -> parallelism = readers);
    }

    /**
     * A reader has reported.
     *
     * @param lowWaterMark smallest merge key that it may still emit; {@link DriftGroup#UNKNOWN}
     *     while unknown, {@link DriftGroup#NOTHING} if it holds nobody back
     */
    public void report(int subtask, long lowWaterMark) {
        group.update(this, false, () -> lowWaterMarks.put(subtask, lowWaterMark));
    }

    /** A reader has failed, or is about to start: it will say where it stands. */
    public void restart(int subtask) {
        group.update(this, true, () -> lowWaterMarks.remove(subtask));
    }

    /** The whole source is live, or has ended: from now on it holds nobody back. */
    public void live() {
        group.update(this, false, () -> live = true);
    }

    /** Leaves the group; does nothing if a later instance of the source has joined it. */
    public void leave() {
        group.leave(this);
    }

    // What the group knows

    /** The group. */
    public DriftGroup group() {
        return group;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    Runnable listener() {
        return listener;
    }

    /** The smallest low-water-mark of the readers. Needs the group's lock. */
    long lowWaterMark() {
        DriftGroup.Slowest slowest = slowest();
        return slowest == null ? DriftGroup.NOTHING : slowest.lowWaterMark();
    }

    /** The reader that holds the others back, {@code null} if none does. Needs the group's lock. */
    DriftGroup.Slowest slowest() {
        if (live) {
            return null;
        }
        if (parallelism == 0) {
            return new DriftGroup.Slowest(name, -1, DriftGroup.UNKNOWN);
        }
        int slowest = 0;
        for (int subtask = 1; subtask < parallelism; subtask++) {
            slowest = of(subtask) < of(slowest) ? subtask : slowest;
        }
        return of(slowest) == DriftGroup.NOTHING
                ? null
                : new DriftGroup.Slowest(name, slowest, of(slowest));
    }

    private long of(int subtask) {
        return lowWaterMarks.getOrDefault(subtask, DriftGroup.UNKNOWN);
    }
}
