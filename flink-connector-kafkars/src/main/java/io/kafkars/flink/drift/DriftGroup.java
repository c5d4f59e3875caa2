// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The sources of a job that replay together, and the low-water-mark of them all: the smallest merge
 * key that any of their readers may still emit.
 *
 * <p>A reader that has not reported counts with an unknown low-water-mark, so that nobody leaves
 * before all are there. A reader that is live, has finished or has no splits holds nobody back.
 *
 * <p>The low-water-mark does not go back while the same readers run: a split that is found late,
 * and lies below it, is exempt from the bound. When a reader is started again, or a source joins,
 * records are read again or for the first time, so the low-water-mark is formed anew. Ceilings that
 * other readers have already been given stay valid.
 *
 * <p>A source that leaves while it holds others back is waited for, because Flink closes an
 * enumerator before it creates its successor. The wait has a limit, since no successor may come.
 *
 * <p>Thread-safe. Listeners are called without the lock, by the thread that caused the change.
 */
@Internal
public final class DriftGroup {

    /** The low-water-mark while some reader has not said how far it is; smaller than all others. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    /** The low-water-mark when nobody holds others back; larger than all others. */
    public static final long NOTHING = Long.MAX_VALUE;

    /** For how long a source that has left is waited for. */
    static final long RETURN_TIMEOUT_MS = 60_000;

    /**
     * The reader that holds the others back.
     *
     * @param source name of its source
     * @param subtask its subtask, -1 if the source itself is waited for
     * @param lowWaterMark how far it is; {@link #UNKNOWN} if it has not said so
     */
    public record Slowest(String source, int subtask, long lowWaterMark) {}

    private record Departed(String name, long deadline) {}

    private final LongSupplier clock;
    private final Map<String, DriftMember> members = new LinkedHashMap<>();
    private final Map<String, Departed> awaited = new HashMap<>();
    private long lowWaterMark = UNKNOWN;

    /**
     * @param clock milliseconds, for the wait for sources that have left
     */
    DriftGroup(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Adds a source, which replaces an earlier instance of itself.
     *
     * @param id the same for all instances of the source, and for no other source of the job
     * @param name of the source, for people
     * @param listener called when the low-water-mark has risen; must not block
     */
    public DriftMember join(String id, String name, Runnable listener) {
        var member = new DriftMember(this, id, name, listener);
        changed(
                () -> {
                    awaited.remove(id);
                    members.put(id, member);
                    lowWaterMark = UNKNOWN;
                });
        return member;
    }

    /** Removes this very instance; does nothing if it has been replaced. */
    void leave(DriftMember member) {
        changed(
                () -> {
                    if (members.remove(member.id(), member) && member.lowWaterMark() != NOTHING) {
                        long deadline = clock.getAsLong() + RETURN_TIMEOUT_MS;
                        awaited.put(member.id(), new Departed(member.name(), deadline));
                    }
                });
    }

    /** Lets a member change what it says, unless it has been replaced or has left. */
    void update(DriftMember member, boolean restarts, Runnable change) {
        changed(
                () -> {
                    if (members.get(member.id()) == member) {
                        change.run();
                        lowWaterMark = restarts ? UNKNOWN : lowWaterMark;
                    }
                });
    }

    /** Applies the change, and tells all members if the low-water-mark has risen. */
    private void changed(Runnable change) {
        List<Runnable> listeners = List.of();
        synchronized (this) {
            long before = lowWaterMark;
            change.run();
            advance();
            if (lowWaterMark > before) {
                listeners = members.values().stream().map(DriftMember::listener).toList();
            }
        }
        listeners.forEach(Runnable::run);
    }

    private void advance() {
        long now = clock.getAsLong();
        awaited.values().removeIf(departed -> departed.deadline() <= now);
        long smallest = awaited.isEmpty() ? NOTHING : UNKNOWN;
        for (DriftMember member : members.values()) {
            smallest = Math.min(smallest, member.lowWaterMark());
        }
        lowWaterMark = Math.max(lowWaterMark, smallest);
    }

    /** Stops waiting for sources that have been gone for too long. */
    void refresh() {
        changed(() -> {});
    }

    /** The low-water-mark of the group, epoch milliseconds. */
    public synchronized long lowWaterMark() {
        return lowWaterMark;
    }

    /**
     * The largest merge key that may be released, given the drift, epoch milliseconds; {@link
     * #UNKNOWN} for none, {@link #NOTHING} for no limit.
     *
     * @param maxDrift milliseconds, not negative
     */
    public long ceiling(long maxDrift) {
        long lowest = lowWaterMark();
        if (lowest == UNKNOWN) {
            return UNKNOWN;
        }
        return lowest > NOTHING - maxDrift ? NOTHING : lowest + maxDrift;
    }

    /** The reader that the others wait for; absent if they wait for none. */
    public synchronized Optional<Slowest> slowest() {
        if (!awaited.isEmpty()) {
            String name = awaited.values().iterator().next().name();
            return Optional.of(new Slowest(name, -1, UNKNOWN));
        }
        Slowest slowest = null;
        for (DriftMember member : members.values()) {
            Slowest ofMember = member.slowest();
            if (ofMember != null
                    && (slowest == null || ofMember.lowWaterMark() < slowest.lowWaterMark())) {
                slowest = ofMember;
            }
        }
        return Optional.ofNullable(slowest);
    }

    /** Whether there is no source in it, and none is waited for. */
    synchronized boolean isEmpty() {
        long now = clock.getAsLong();
        return members.isEmpty()
                && awaited.values().stream().allMatch(departed -> departed.deadline() <= now);
    }
}
