// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.validation.Problems;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects remarks on partitions, and groups the partitions of a topic that share one. */
public final class PartitionNotes {

    private final Map<String, Map<String, Collection<Integer>>> numbersByTopicByText =
            new LinkedHashMap<>();

    /** Adds a remark on a partition. */
    public void add(PartitionId partition, String text) {
        numbersByTopicByText
                .computeIfAbsent(text, unused -> new TreeMap<>())
                .computeIfAbsent(partition.topic(), unused -> new TreeSet<>())
                .add(partition.partition());
    }

    /** One line for each remark and topic: {@code Topic 'a', partitions 0 to 3: text}. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        numbersByTopicByText.forEach(
                (text, numbersByTopic) ->
                        numbersByTopic.forEach(
                                (topic, numbers) ->
                                        lines.add(
                                                String.format(
                                                        "Topic '%s', partition%s %s: %s",
                                                        topic,
                                                        numbers.size() == 1 ? "" : "s",
                                                        PartitionNumbers.text(numbers),
                                                        text))));
        return lines;
    }

    /** Adds each line as a problem. */
    public void reportTo(Problems problems) {
        lines().forEach(problems::add);
    }
}
