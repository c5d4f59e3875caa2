// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.OffsetLookup;
import io.kafkars.topics.PartitionNotes;
import io.kafkars.validation.Problems;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks offsets up with Kafka's admin client, at the reader's isolation level. The client retries
 * what can be retried; only what still fails is a problem.
 */
public final class AdminOffsetLookup implements OffsetLookup {

    private final Admin admin;
    private final IsolationLevel isolationLevel;
    private final AdminFailures failures;

    private AdminOffsetLookup(Admin admin, ConsumerProperties properties) {
        this.admin = admin;
        this.isolationLevel = properties.isolationLevel();
        this.failures = new AdminFailures(properties);
    }

    /**
     * Opens an admin client, which {@link #close} closes. Sends no request yet.
     *
     * @param clientIdSuffix appended to the client id of the properties
     * @throws IllegalArgumentException if the client rejects the properties
     */
    public static AdminOffsetLookup open(ConsumerProperties properties, String clientIdSuffix) {
        return new AdminOffsetLookup(
                ClientCreation.create(properties.forAdmin(clientIdSuffix), Admin::create),
                properties);
    }

    @Override
    public Set<String> topicNames(Problems problems) {
        var names = new HashSet<String>();
        ask(
                admin.listTopics(new ListTopicsOptions().listInternal(false)).names(),
                names::addAll,
                failure ->
                        problems.add("The topics cannot be listed: " + failures.describe(failure)));
        return names;
    }

    @Override
    public Map<String, Optional<TopicPartitions>> describe(
            Collection<String> topics, Problems problems) {
        var described = new HashMap<String, Optional<TopicPartitions>>();
        admin.describeTopics(topics)
                .topicNameValues()
                .forEach(
                        (topic, answer) ->
                                ask(
                                        answer,
                                        found -> described.put(topic, Optional.of(from(found))),
                                        failure -> {
                                            if (failure
                                                    instanceof UnknownTopicOrPartitionException) {
                                                described.put(topic, Optional.empty());
                                            } else {
                                                problems.add(
                                                        "Topic '"
                                                                + topic
                                                                + "': "
                                                                + failures.describe(failure));
                                            }
                                        }));
        return described;
    }

    @Override
    public Map<PartitionId, Long> endOffsets(
            Collection<PartitionId> partitions, Problems problems) {
        return endOffsets(partitions, isolationLevel, problems);
    }

    @Override
    public boolean readsCommittedOnly() {
        return isolationLevel == IsolationLevel.READ_COMMITTED;
    }

    @Override
    public Map<PartitionId, Long> highWatermarks(
            Collection<PartitionId> partitions, Problems problems) {
        return endOffsets(partitions, IsolationLevel.READ_UNCOMMITTED, problems);
    }

    private Map<PartitionId, Long> endOffsets(
            Collection<PartitionId> partitions, IsolationLevel level, Problems problems) {
        return listOffsets(
                partitions,
                any -> OffsetSpec.latest(),
                level,
                ListOffsetsResultInfo::offset,
                "the end offset",
                problems);
    }

    @Override
    public Map<PartitionId, Long> earliestOffsets(
            Collection<PartitionId> partitions, Problems problems) {
        return listOffsets(
                partitions,
                any -> OffsetSpec.earliest(),
                isolationLevel,
                ListOffsetsResultInfo::offset,
                "the earliest offset",
                problems);
    }

    @Override
    public Map<PartitionId, OptionalLong> offsetsForTimes(
            Map<PartitionId, Long> times, Problems problems) {
        return listOffsets(
                times.keySet(),
                partition -> OffsetSpec.forTimestamp(times.get(partition)),
                isolationLevel,
                // Kafka answers -1 where every record is older.
                answer ->
                        answer.offset() < 0
                                ? OptionalLong.empty()
                                : OptionalLong.of(answer.offset()),
                "the offset for a time",
                problems);
    }

    @Override
    public Map<PartitionId, OptionalLong> committedOffsets(
            String groupId, Collection<PartitionId> partitions, Problems problems) {
        var committed = new HashMap<PartitionId, OptionalLong>();
        var unanswered = new PartitionNotes();
        var asked = partitions.stream().map(KafkaPartitions::of).toList();
        ask(
                admin.listConsumerGroupOffsets(
                                Map.of(
                                        groupId,
                                        new ListConsumerGroupOffsetsSpec().topicPartitions(asked)))
                        .partitionsToOffsetAndMetadata(groupId),
                answer -> {
                    for (var partition : partitions) {
                        var key = KafkaPartitions.of(partition);
                        var offset = answer.get(key);
                        if (!answer.containsKey(key)) {
                            // The client only logs why.
                            unanswered.add(
                                    partition,
                                    "Kafka gives no answer for the offset of consumer group '"
                                            + groupId
                                            + "'; it may not be readable with these permissions");
                        } else {
                            committed.put(
                                    partition,
                                    offset == null
                                            ? OptionalLong.empty()
                                            : OptionalLong.of(offset.offset()));
                        }
                    }
                },
                failure ->
                        problems.add(
                                "The offsets of consumer group '"
                                        + groupId
                                        + "' cannot be read: "
                                        + failures.describe(failure)));
        unanswered.reportTo(problems);
        return committed;
    }

    /** Cancels calls in flight, which fail, and waits until the client's thread has ended. */
    @Override
    public void close() {
        // With any other timeout, the client stops waiting just when its thread begins to end.
        admin.close(Duration.ZERO);
    }

    private <T> Map<PartitionId, T> listOffsets(
            Collection<PartitionId> partitions,
            Function<PartitionId, OffsetSpec> question,
            IsolationLevel level,
            Function<ListOffsetsResultInfo, T> reading,
            String what,
            Problems problems) {
        var questions =
                partitions.stream().collect(Collectors.toMap(KafkaPartitions::of, question));
        var answers = admin.listOffsets(questions, new ListOffsetsOptions(level));
        var offsets = new HashMap<PartitionId, T>();
        var unanswered = new PartitionNotes();
        for (var partition : partitions) {
            ask(
                    answers.partitionResult(KafkaPartitions.of(partition)),
                    answer -> offsets.put(partition, reading.apply(answer)),
                    failure ->
                            unanswered.add(
                                    partition,
                                    what + " cannot be read: " + failures.describe(failure)));
        }
        unanswered.reportTo(problems);
        return offsets;
    }

    private static <T> void ask(
            KafkaFuture<T> future, Consumer<T> answered, Consumer<Throwable> failed) {
        T answer;
        try {
            answer = future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed.accept(e);
            return;
        } catch (ExecutionException e) {
            failed.accept(e.getCause());
            return;
        }
        answered.accept(answer);
    }

    private static TopicPartitions from(TopicDescription description) {
        var numbers =
                description.partitions().stream()
                        .map(TopicPartitionInfo::partition)
                        .collect(Collectors.toCollection(TreeSet::new));
        return new TopicPartitions(description.topicId(), numbers);
    }
}
