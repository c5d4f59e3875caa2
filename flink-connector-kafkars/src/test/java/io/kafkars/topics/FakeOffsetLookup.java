// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.validation.Problems;

import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A cluster in memory, which records the requests in their order. */
public final class FakeOffsetLookup implements OffsetLookup {

    /** The timestamps of a partition's records by offset. {@code end} may be beyond the last. */
    private record Log(long earliest, long end, TreeMap<Long, Long> timestamps) {}

    public final List<String> calls = new ArrayList<>();
    private final Map<PartitionId, Log> logs = new TreeMap<>();
    private final Map<String, Uuid> topicIds = new TreeMap<>();
    private final Map<PartitionId, Long> committed = new HashMap<>();
    private final Set<String> unauthorised = new TreeSet<>();
    private final Set<PartitionId> leaderless = new TreeSet<>();
    private final Map<PartitionId, Long> highWatermarks = new HashMap<>();
    private boolean readsCommittedOnly;
    private Runnable afterEnds = () -> {};

    /** A topic with the offsets 10 to 19 in each partition, with timestamps 10000 to 19000. */
    public FakeOffsetLookup topic(String topic, int partitions) {
        topicIds.putIfAbsent(topic, Uuid.randomUuid());
        for (int number = 0; number < partitions; number++) {
            log(topic, number, 10, 20);
        }
        return this;
    }

    /** A partition with offsets from earliest to end, each stamped with 1000 times its offset. */
    public FakeOffsetLookup log(String topic, int number, long earliest, long end) {
        topicIds.putIfAbsent(topic, Uuid.randomUuid());
        var timestamps = new TreeMap<Long, Long>();
        for (long offset = earliest; offset < end; offset++) {
            timestamps.put(offset, offset * 1000);
        }
        logs.put(new PartitionId(topic, number), new Log(earliest, end, timestamps));
        return this;
    }

    /** A partition with these timestamps of records by offset. {@code end} may be beyond them. */
    public FakeOffsetLookup log(String topic, int number, TreeMap<Long, Long> records, long end) {
        topicIds.putIfAbsent(topic, Uuid.randomUuid());
        logs.put(new PartitionId(topic, number), new Log(0, end, records));
        return this;
    }

    /** The topic gets another id. */
    public FakeOffsetLookup recreatedTopic(String topic, int partitions) {
        topicIds.remove(topic);
        return topic(topic, partitions);
    }

    FakeOffsetLookup committed(String topic, int number, long offset) {
        committed.put(new PartitionId(topic, number), offset);
        return this;
    }

    public FakeOffsetLookup unauthorised(String topic) {
        unauthorised.add(topic);
        return this;
    }

    /** A partition without a leader has no end offset, and must not be queried again. */
    FakeOffsetLookup leaderless(String topic, int number) {
        leaderless.add(new PartitionId(topic, number));
        return this;
    }

    /** The reader sees only what is before the ends of the partitions. */
    FakeOffsetLookup readCommitted() {
        readsCommittedOnly = true;
        return this;
    }

    /** A transaction begins at the end of the partition, and goes up to the high watermark. */
    FakeOffsetLookup openTransaction(String topic, int number, long highWatermark) {
        highWatermarks.put(new PartitionId(topic, number), highWatermark);
        return this;
    }

    /** What happens in the cluster between the request for the ends and the next one. */
    public FakeOffsetLookup afterEnds(Runnable change) {
        afterEnds = change;
        return this;
    }

    public Uuid topicId(String topic) {
        return topicIds.get(topic);
    }

    @Override
    public Set<String> topicNames(Problems problems) {
        calls.add("topics");
        return topicIds.keySet();
    }

    @Override
    public Map<String, Optional<TopicPartitions>> describe(
            Collection<String> topics, Problems problems) {
        calls.add("describe");
        var described = new HashMap<String, Optional<TopicPartitions>>();
        for (var topic : topics) {
            if (unauthorised.contains(topic)) {
                problems.add("Topic '%s': not authorised", topic);
            } else if (!topicIds.containsKey(topic)) {
                described.put(topic, Optional.empty());
            } else {
                var numbers =
                        logs.keySet().stream()
                                .filter(id -> id.topic().equals(topic))
                                .map(PartitionId::partition)
                                .collect(Collectors.toCollection(TreeSet::new));
                described.put(
                        topic, Optional.of(new TopicPartitions(topicIds.get(topic), numbers)));
            }
        }
        return described;
    }

    @Override
    public Map<PartitionId, Long> endOffsets(
            Collection<PartitionId> partitions, Problems problems) {
        var ends = answer("end", led(partitions, problems), id -> logs.get(id).end());
        afterEnds.run();
        return ends;
    }

    @Override
    public boolean readsCommittedOnly() {
        return readsCommittedOnly;
    }

    @Override
    public Map<PartitionId, Long> highWatermarks(
            Collection<PartitionId> partitions, Problems problems) {
        return answer(
                "high watermark",
                led(partitions, problems),
                id -> highWatermarks.getOrDefault(id, logs.get(id).end()));
    }

    private List<PartitionId> led(Collection<PartitionId> partitions, Problems problems) {
        var led = partitions.stream().filter(id -> !leaderless.contains(id)).toList();
        if (led.size() < partitions.size()) {
            problems.add("no leader");
        }
        return led;
    }

    @Override
    public Map<PartitionId, Long> earliestOffsets(
            Collection<PartitionId> partitions, Problems problems) {
        return answer("earliest", partitions, id -> logs.get(id).earliest());
    }

    @Override
    public Map<PartitionId, OptionalLong> offsetsForTimes(
            Map<PartitionId, Long> times, Problems problems) {
        return answer(
                "times",
                times.keySet(),
                id ->
                        logs.get(id).timestamps().entrySet().stream()
                                .filter(record -> record.getValue() >= times.get(id))
                                .mapToLong(Map.Entry::getKey)
                                .findFirst());
    }

    @Override
    public Map<PartitionId, OptionalLong> committedOffsets(
            String groupId, Collection<PartitionId> partitions, Problems problems) {
        return answer(
                "committed of " + groupId,
                partitions,
                id ->
                        committed.containsKey(id)
                                ? OptionalLong.of(committed.get(id))
                                : OptionalLong.empty());
    }

    @Override
    public void close() {
        calls.add("close");
    }

    private <T> Map<PartitionId, T> answer(
            String call, Collection<PartitionId> partitions, Function<PartitionId, T> answer) {
        calls.add(call);
        if (partitions.stream().anyMatch(leaderless::contains)) {
            throw new AssertionError(call + " is asked for a partition without a leader");
        }
        return partitions.stream().collect(Collectors.toMap(Function.identity(), answer));
    }
}
