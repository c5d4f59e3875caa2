// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rules 1, 2 and 7 of the design, and the batch linger, implemented as plainly as they are stated.
 */
final class ExpectedMerge {

    private final MergeSettings settings;
    private final boolean stopAtReplayEnd;
    private final Map<PartitionId, ExpectedPartition> partitions = new TreeMap<>();
    private boolean requiresReadToEnd;
    private long watermark = Long.MIN_VALUE;

    ExpectedMerge(MergeSettings settings, boolean stopAtReplayEnd) {
        this.settings = settings;
        this.stopAtReplayEnd = stopAtReplayEnd;
    }

    void add(ExpectedPartition partition) {
        partitions.put(partition.log.id(), partition);
    }

    void requireReadToEnd() {
        requiresReadToEnd = true;
    }

    List<PartitionId> silentPartitions(long now) {
        return isLive() && !stopAtReplayEnd
                ? all().stream()
                        .filter(p -> p.isSilent(now, idleTimeout()))
                        .map(p -> p.log.id())
                        .toList()
                : List.of();
    }

    void remove(PartitionId id) {
        partitions.remove(id);
    }

    ExpectedPartition get(PartitionId id) {
        return partitions.get(id);
    }

    Collection<ExpectedPartition> all() {
        return partitions.values();
    }

    boolean isLive() {
        return all().stream().allMatch(ExpectedPartition::isLive);
    }

    /** The partition whose record comes next, whether or not it may be released yet. */
    Optional<ExpectedPartition> next() {
        return all().stream()
                .filter(partition -> partition.held() > 0)
                .min(Comparator.comparing(ExpectedPartition::head));
    }

    boolean isBlocked() {
        return all().stream().anyMatch(ExpectedPartition::isBlocking);
    }

    /**
     * Of those that are not live, and of those that block if any does, the smallest key to come.
     */
    long slowestKey() {
        boolean blocked = isBlocked();
        return all().stream()
                .filter(partition -> !partition.isLive())
                .filter(partition -> partition.isBlocking() == blocked)
                .mapToLong(ExpectedPartition::smallestToCome)
                .min()
                .orElseThrow();
    }

    /** Whether the next record may be released, however small the batch is. */
    boolean mayRelease(long now) {
        return !isBlocked() && held() > 0 && !waitsLive(now);
    }

    /**
     * Live records wait for an empty partition until the one held longest has waited long enough.
     */
    private boolean waitsLive(long now) {
        return isLive()
                && all().stream().anyMatch(partition -> partition.held() == 0)
                && longestWait(now) < settings.liveMaxWait().toMillis();
    }

    /**
     * Live records that do not fill a batch wait for more, until the one held longest has waited
     * long enough. They do not wait while a partition is paused, since it delivers nothing.
     */
    boolean lingers(long now, boolean anyPaused) {
        long held = held();
        return isLive()
                && !anyPaused
                && held > 0
                && held < settings.batchSize()
                && longestWait(now) < settings.batchLinger().toMillis();
    }

    private long idleTimeout() {
        return settings.liveIdleTimeout().toMillis();
    }

    /** How long the record that is held longest has been held. */
    private long longestWait(long now) {
        return all().stream()
                .filter(partition -> partition.held() > 0)
                .mapToLong(partition -> now - partition.headArrival())
                .max()
                .orElseThrow();
    }

    long held() {
        return all().stream().mapToLong(ExpectedPartition::held).sum();
    }

    long lowWaterMark() {
        return all().stream()
                .mapToLong(ExpectedPartition::smallestToCome)
                .min()
                .orElse(PartitionProgress.NO_KEY);
    }

    boolean isIdle(long now) {
        return !partitions.isEmpty()
                && isLive()
                && !stopAtReplayEnd
                && all().stream().allMatch(p -> p.isIdle(now, idleTimeout(), requiresReadToEnd));
    }

    /** The live watermark after everything released so far; there is none during the replay. */
    long watermark(long now) {
        if (!isLive()) {
            return Long.MIN_VALUE;
        }
        if (partitions.isEmpty() || stopAtReplayEnd) {
            return watermark;
        }
        long bound = Math.min(liveBound(now), now + settings.futureTolerance().toMillis());
        if (bound != PartitionProgress.NO_KEY) {
            watermark = Math.max(watermark, bound - 1 - settings.outOfOrderness().toMillis());
        }
        return watermark;
    }

    private long liveBound(long now) {
        var active = all().stream().filter(p -> !p.isIdle(now, idleTimeout(), requiresReadToEnd));
        return isIdle(now)
                ? all().stream().mapToLong(ExpectedPartition::frontier).max().orElseThrow()
                : active.mapToLong(p -> p.held() > 0 ? p.head().mergeKey() : p.frontier())
                        .min()
                        .orElseThrow();
    }
}
