// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.OffsetLookup.TopicPartitions;
import io.kafkars.validation.Problems;

import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Selects the partitions to read, each with its policy, from what topics and patterns name. */
final class TopicSelection {

    /** A partition to read; its policy is for a single partition. */
    record Selected(PartitionId id, Uuid topicId, OffsetPolicy policy) {

        Selected startingAt(OffsetPolicy other) {
            return new Selected(id, topicId, other);
        }

        /** The partition with a replay from start to end, the end excluded. */
        ResolvedPartition bounded(long start, long end, long resolveTime) {
            return new ResolvedPartition(
                    PartitionProgress.atStart(id, start, end, resolveTime), topicId);
        }
    }

    private final List<SourceTopic> topics;
    private final OffsetLookup lookup;

    TopicSelection(List<SourceTopic> topics, OffsetLookup lookup) {
        this.topics = topics;
        this.lookup = lookup;
    }

    /**
     * The partitions in the order of their ids. A named topic or partition that does not exist is a
     * problem.
     */
    List<Selected> selectAll(Problems problems) {
        return select(problems, problems);
    }

    /** The same, without what does not exist: it may be created, or listed again, later. */
    List<Selected> selectExisting(Problems problems) {
        return select(problems, new Problems());
    }

    private List<Selected> select(Problems failures, Problems missing) {
        var sources = sourceByTopic(failures);
        if (sources.isEmpty()) {
            return List.of();
        }
        var described = lookup.describe(sources.keySet(), failures);
        var selected = new ArrayList<Selected>();
        sources.forEach(
                (topic, source) -> {
                    var answer = described.get(topic);
                    if (answer == null) {
                        return;
                    }
                    if (answer.isPresent()) {
                        addPartitions(topic, answer.get(), source, selected, missing);
                    } else if (source.name().isPresent()) {
                        missing.add(
                                "Topic '%s' does not exist: create it, or correct the name", topic);
                    }
                });
        selected.sort(Comparator.comparing(Selected::id));
        return selected;
    }

    /** Each topic once: a name takes precedence over patterns, a pattern over later ones. */
    private Map<String, SourceTopic> sourceByTopic(Problems failures) {
        var sources = new TreeMap<String, SourceTopic>();
        var patterns = new ArrayList<SourceTopic>();
        for (var topic : topics) {
            topic.name()
                    .ifPresentOrElse(
                            name -> sources.putIfAbsent(name, topic), () -> patterns.add(topic));
        }
        if (patterns.isEmpty()) {
            return sources;
        }
        var names = lookup.topicNames(failures);
        for (var topic : patterns) {
            names.stream()
                    .filter(topic.pattern().orElseThrow().asMatchPredicate())
                    .forEach(name -> sources.putIfAbsent(name, topic));
        }
        return sources;
    }

    private static void addPartitions(
            String topic,
            TopicPartitions partitions,
            SourceTopic source,
            List<Selected> selected,
            Problems missing) {
        if (source.name().isPresent()) {
            missing.require(!partitions.numbers().isEmpty(), "Topic '%s' has no partitions", topic);
            requireNamedPartitions(topic, partitions, source, missing);
        }
        for (int number : partitions.numbers()) {
            if (source.reads(number)) {
                selected.add(
                        new Selected(
                                new PartitionId(topic, number),
                                partitions.topicId(),
                                source.policy().forPartition(number)));
            }
        }
    }

    private static void requireNamedPartitions(
            String topic, TopicPartitions partitions, SourceTopic source, Problems missing) {
        var absent = new TreeSet<>(source.selectedPartitions());
        if (source.policy() instanceof OffsetPolicy.PerPartition each) {
            absent.addAll(each.partitions().keySet());
        }
        absent.removeAll(partitions.numbers());
        if (!absent.isEmpty() && !partitions.numbers().isEmpty()) {
            missing.add(
                    "Topic '%s' has no partition %s: its partitions are %s",
                    topic,
                    PartitionNumbers.text(absent),
                    PartitionNumbers.text(partitions.numbers()));
        }
    }
}
