// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The partitions of a merge in the order of their ids, what they hold together, and which of them
 * have changed since the last batch. When a partition joins or leaves, a new object takes over. Not
 * thread-safe.
 */
final class Members {

    private final PartitionQueue[] queues;
    private final PartitionId[] ids;
    private int priming;
    private long heldRecords;
    private long heldBytes;

    private final List<PartitionQueue> touched = new ArrayList<>();

    /** By index: whether the partition is one of the touched. */
    private final boolean[] isTouched;

    /** No partition. */
    Members() {
        this(Stream.of());
    }

    private Members(Stream<PartitionQueue> members) {
        queues =
                members.sorted(Comparator.comparing(PartitionQueue::id))
                        .toArray(PartitionQueue[]::new);
        ids = Arrays.stream(queues).map(PartitionQueue::id).toArray(PartitionId[]::new);
        isTouched = new boolean[queues.length];
        for (int index = 0; index < queues.length; index++) {
            PartitionQueue queue = queues[index];
            queue.setIndex(index);
            queue.turnsLive();
            priming += queue.isLive() ? 0 : 1;
            heldRecords += queue.heldRecords();
            heldBytes += queue.heldBytes();
        }
    }

    /**
     * These partitions and those that join, each of which counts as changed.
     *
     * @throws IllegalArgumentException if a partition is a member already
     */
    Members with(List<PartitionQueue> joining) {
        Set<PartitionId> known = Arrays.stream(ids).collect(Collectors.toSet());
        for (PartitionQueue queue : joining) {
            if (!known.add(queue.id())) {
                throw new IllegalArgumentException(
                        "Partition " + queue.id() + " is part of the merge already");
            }
        }
        var members = new Members(Stream.concat(Arrays.stream(queues), joining.stream()));
        touched.forEach(members::touch);
        joining.forEach(members::touch);
        return members;
    }

    /** These partitions without those that leave. */
    Members without(Collection<PartitionQueue> leaving) {
        var gone = Set.copyOf(leaving);
        var members = new Members(Arrays.stream(queues).filter(queue -> !gone.contains(queue)));
        touched.stream().filter(queue -> !gone.contains(queue)).forEach(members::touch);
        return members;
    }

    /** By index; not to be changed. */
    PartitionQueue[] queues() {
        return queues;
    }

    /** By index; not to be changed. */
    PartitionId[] ids() {
        return ids;
    }

    boolean isEmpty() {
        return queues.length == 0;
    }

    // What they hold

    /** A partition holds more than before. */
    void held(long moreRecords, long moreBytes) {
        heldRecords += moreRecords;
        heldBytes += moreBytes;
    }

    void released(int records) {
        heldRecords -= records;
    }

    /** A chunk is dropped, all of it released. */
    void freed(long bytes) {
        heldBytes -= bytes;
    }

    /** Records that are fetched and not released. */
    long heldRecords() {
        return heldRecords;
    }

    /** Heap that the held records take, in bytes. */
    long heldBytes() {
        return heldBytes;
    }

    // Live or not

    /** To be called for each partition that may have become live. */
    void noteLive(PartitionQueue queue) {
        if (queue.turnsLive()) {
            priming--;
        }
    }

    /** Partitions that are not live yet. */
    int priming() {
        return priming;
    }

    /** Whether every partition is live; true if there is none. */
    boolean isLive() {
        return priming == 0;
    }

    // What has changed

    /** The partition has changed since the last batch. */
    void touch(PartitionQueue queue) {
        int index = queue.index();
        if (!isTouched[index]) {
            isTouched[index] = true;
            touched.add(queue);
        }
    }

    /** The partitions that have changed since the last batch, each once. */
    List<PartitionQueue> touched() {
        return touched;
    }

    /** A batch has reported all changes. */
    void clearTouched() {
        for (PartitionQueue queue : touched) {
            isTouched[queue.index()] = false;
        }
        touched.clear();
    }
}
