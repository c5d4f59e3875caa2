// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.chaos.Violation.Kind;

import org.apache.kafka.common.TopicPartition;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Checks the committed emissions of a job against what is in Kafka:
 *
 * <ul>
 *   <li>Each record is there once, with its contents and its event time.
 *   <li>Over all attempts, each partition is in offset order.
 *   <li>In each attempt of a subtask, the history is in the order of (merge key, topic, partition,
 *       offset). The order of records written later cannot be told from outside.
 *   <li>In each attempt watermarks never decrease, and no record has a merge key at or below the
 *       watermark before it. By rules 6 to 8 of the design, two kinds of records are exempt: live
 *       records while other partitions are still replayed, and records of a partition without
 *       history up to the watermark that its first record met.
 * </ul>
 */
final class EmissionCheck {

    private final Map<TopicPartition, PartitionLog> logs;
    private final long liveTime;
    private final Violations violations;

    private long checkedForMergeOrder;
    private long checkedForWatermarks;

    /**
     * @param liveTime the latest timestamp written when the source went live
     */
    EmissionCheck(Map<TopicPartition, PartitionLog> logs, long liveTime, Violations violations) {
        this.logs = logs;
        this.liveTime = liveTime;
        this.violations = violations;
    }

    /** How many records were compared with the record before them in the merge order. */
    long checkedForMergeOrder() {
        return checkedForMergeOrder;
    }

    /** How many records were compared with the watermark before them. */
    long checkedForWatermarks() {
        return checkedForWatermarks;
    }

    /**
     * Checks all emissions of a job.
     *
     * @param emissions in any order
     */
    void check(List<Emission> emissions) {
        var known = emissions.stream().filter(this::isInKafka).toList();
        checkPartitions(known);
        known.stream()
                .collect(Collectors.groupingBy(Emission::epoch, TreeMap::new, Collectors.toList()))
                .values()
                .forEach(this::checkEpoch);
    }

    private boolean isInKafka(Emission emission) {
        PartitionLog log = logs.get(emission.topicPartition());
        boolean found = log != null && emission.offset() < log.records();
        if (!found) {
            add(Kind.CHANGED, emission, "is not in Kafka");
        }
        return found;
    }

    // Each record once, in order

    private void checkPartitions(List<Emission> emissions) {
        Map<TopicPartition, List<Emission>> byPartition =
                emissions.stream().collect(Collectors.groupingBy(Emission::topicPartition));
        logs.forEach(
                (partition, log) ->
                        checkPartition(
                                partition, log, byPartition.getOrDefault(partition, List.of())));
    }

    private void checkPartition(
            TopicPartition partition, PartitionLog log, List<Emission> emissions) {
        var commits = new int[log.records()];
        var inOrder =
                emissions.stream()
                        .sorted(
                                Comparator.comparingLong(Emission::epoch)
                                        .thenComparingLong(Emission::sequence))
                        .toList();
        Emission previous = null;
        for (Emission emission : inOrder) {
            checkContents(emission, log);
            if (commits[(int) emission.offset()]++ > 0) {
                add(Kind.REPEATED, emission, "committed again");
            } else if (previous != null && emission.offset() < previous.offset()) {
                add(Kind.PARTITION_ORDER, emission, "comes after " + previous);
            }
            previous = emission;
        }
        for (int offset = 0; offset < commits.length; offset++) {
            if (commits[offset] == 0) {
                violations.add(
                        new Violation(
                                Kind.LOST,
                                partition + "@" + offset,
                                "is in Kafka, and was not committed"));
            }
        }
    }

    private void checkContents(Emission emission, PartitionLog log) {
        int offset = (int) emission.offset();
        if (emission.contents() != log.contents()[offset]) {
            add(Kind.CHANGED, emission, "has another key or value than in Kafka");
        }
        if (emission.eventTime() != log.eventTime(offset)) {
            add(Kind.CHANGED, emission, "should have event time " + log.eventTime(offset));
        }
    }

    // Order and watermarks

    private void checkEpoch(List<Emission> emissions) {
        var inOrder =
                emissions.stream().sorted(Comparator.comparingLong(Emission::sequence)).toList();
        Map<TopicPartition, Long> firstWatermarks = new HashMap<>();
        Emission previous = null;
        Emission previousOfHistory = null;
        for (Emission emission : inOrder) {
            if (previous != null && emission.watermark() < previous.watermark()) {
                add(Kind.WATERMARK, emission, "the watermark was higher at " + previous);
            }
            checkNotLate(emission, firstWatermarks);
            if (isHistory(emission)) {
                checkMergeOrder(previousOfHistory, emission);
                previousOfHistory = emission;
            }
            previous = emission;
        }
    }

    private void checkMergeOrder(Emission previous, Emission emission) {
        if (previous == null) {
            return;
        }
        checkedForMergeOrder++;
        boolean inOrder =
                Comparator.comparingLong(this::mergeKey)
                                .thenComparing(Emission::topic)
                                .thenComparingInt(Emission::partition)
                                .thenComparingLong(Emission::offset)
                                .compare(previous, emission)
                        < 0;
        if (!inOrder) {
            add(
                    Kind.MERGE_ORDER,
                    emission,
                    String.format(
                            "with merge key %d comes after %s with merge key %d",
                            mergeKey(emission), previous, mergeKey(previous)));
        }
    }

    private void checkNotLate(Emission emission, Map<TopicPartition, Long> firstWatermarks) {
        long first =
                firstWatermarks.computeIfAbsent(
                        emission.topicPartition(), partition -> emission.watermark());
        long key = mergeKey(emission);
        if (emission.watermark() == Emission.NONE || isExempt(emission, key, first)) {
            return;
        }
        checkedForWatermarks++;
        if (key <= emission.watermark()) {
            add(Kind.WATERMARK, emission, "has merge key " + key + ", at or below the watermark");
        }
    }

    private boolean isExempt(Emission emission, long key, long firstWatermark) {
        if (isHistory(emission)) {
            return false;
        }
        boolean othersAreReplayed = emission.watermark() <= liveTime;
        boolean hasNoHistory = logs.get(emission.topicPartition()).historyEnd() == 0;
        return othersAreReplayed || (hasNoHistory && key <= firstWatermark);
    }

    private boolean isHistory(Emission emission) {
        return emission.offset() < logs.get(emission.topicPartition()).historyEnd();
    }

    private long mergeKey(Emission emission) {
        return logs.get(emission.topicPartition()).mergeKeys()[(int) emission.offset()];
    }

    private void add(Kind kind, Emission emission, String detail) {
        violations.add(
                new Violation(
                        kind,
                        emission.topicPartition() + "@" + emission.offset(),
                        detail + "; emitted as " + emission));
    }
}
