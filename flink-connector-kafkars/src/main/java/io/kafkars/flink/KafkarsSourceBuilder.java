// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.consumer.LossSettings;
import io.kafkars.consumer.LostPositionPolicy;
import io.kafkars.fetch.FetchMode;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.flink.reader.Elements;
import io.kafkars.merge.MergeSettings;
import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.RecreatedTopicPolicy;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;
import io.kafkars.topics.SourceTopics;
import io.kafkars.validation.Durations;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.function.SerializableSupplier;

import org.apache.kafka.clients.consumer.ConsumerConfig;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Builds a {@link KafkarsSource}. Bootstrap servers and at least one topic are needed; everything
 * else has a default.
 *
 * <pre>{@code
 * KafkarsSource.messages()
 *         .setBootstrapServers("localhost:9092")
 *         .setTopics(SourceTopic.earliest("events"))
 *         .build();
 * }</pre>
 *
 * <p>Nothing is checked before {@link #build()}, which then reports every problem at once; only
 * {@code null} is refused right away. Not thread-safe; a builder may be used again.
 *
 * @param <T> type of the stream's elements
 */
@PublicEvolving
public final class KafkarsSourceBuilder<T> {

    /** How often the source looks for new partitions by default. */
    public static final Duration DEFAULT_DISCOVERY_INTERVAL = Duration.ofMinutes(5);

    private final GivenErrorPolicy<T> errorPolicy;
    private final GivenTopics topics = new GivenTopics();
    private final GivenProperties properties = new GivenProperties();
    private ReplayEnd replayEnd = ReplayEnd.latest();
    private boolean stopsAtReplayEnd;
    private Duration discoveryInterval = DEFAULT_DISCOVERY_INTERVAL;
    private MergeSettings merge;
    private LossSettings loss = LossSettings.DEFAULT;
    private DriftSettings drift = DriftSettings.DEFAULT;
    private ReadScope scope = ReadScope.ALL;
    private ClientSettings client = ClientSettings.DEFAULT;
    private boolean emitsWatermarks = true;

    KafkarsSourceBuilder(Elements<T> elements) {
        this.errorPolicy = new GivenErrorPolicy<>(elements);
        this.merge = MergeSettings.DEFAULT.withWatermarkInterval(elements.watermarkInterval());
    }

    // What is read

    /** Addresses of Kafka brokers, {@code host:port} separated by commas. Required. */
    public KafkarsSourceBuilder<T> setBootstrapServers(String bootstrapServers) {
        return setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }

    /** Adds topics, each with the policy that says where it starts. */
    public KafkarsSourceBuilder<T> setTopics(SourceTopic... sourceTopics) {
        return setTopics(Arrays.asList(sourceTopics));
    }

    /** Adds topics, each with the policy that says where it starts. */
    public KafkarsSourceBuilder<T> setTopics(List<SourceTopic> sourceTopics) {
        sourceTopics.forEach(topics::add);
        return this;
    }

    /** Adds topics that start where {@link #setStartingOffsets} says. */
    public KafkarsSourceBuilder<T> setTopics(String... names) {
        Arrays.asList(names).forEach(topics::add);
        return this;
    }

    /**
     * Adds all topics whose whole name matches; they start where {@link #setStartingOffsets} says.
     */
    public KafkarsSourceBuilder<T> setTopicPattern(Pattern pattern) {
        topics.add(pattern);
        return this;
    }

    /**
     * Where topics start that were added by name or pattern alone. Default: at the earliest offset.
     */
    public KafkarsSourceBuilder<T> setStartingOffsets(OffsetPolicy policy) {
        topics.setStartingOffsets(policy);
        return this;
    }

    /**
     * Where the replay ends and the source goes live. Default: at the end that each partition has
     * when the job first starts.
     */
    public KafkarsSourceBuilder<T> setReplayEnd(ReplayEnd end) {
        replayEnd = Objects.requireNonNull(end, "replay end");
        return this;
    }

    /** Ends the stream at the replay end: the source is bounded. Default: it goes live there. */
    public KafkarsSourceBuilder<T> stopAtReplayEnd() {
        stopsAtReplayEnd = true;
        return this;
    }

    /**
     * How often the source looks for new partitions, and for new topics of a pattern; zero or less:
     * never. Default: 5 minutes. A bounded source never looks.
     */
    public KafkarsSourceBuilder<T> setPartitionDiscoveryInterval(Duration interval) {
        discoveryInterval = Durations.countable(interval);
        return this;
    }

    /**
     * What happens to records that cannot be deserialized. Default: the job fails. Not for Arrow
     * batches, for which nothing is deserialized, nor for a source made with {@link
     * KafkarsSource#withDeadLetters}, which emits these records.
     */
    public KafkarsSourceBuilder<T> setErrorPolicy(ErrorPolicy policy) {
        errorPolicy.set(policy);
        return this;
    }

    // Order and memory

    /** Maximum number of records released at once, at least 1. Default: 2,000. */
    public KafkarsSourceBuilder<T> setBatchSize(int records) {
        merge = merge.withBatchSize(records);
        return this;
    }

    /**
     * How many records a subtask holds before partitions that are ahead are paused, at least 1;
     * exceeded by at most one fetch of each partition. Default: 32,000.
     */
    public KafkarsSourceBuilder<T> setMaxHeldRecords(long records) {
        merge = merge.withMaxHeldRecords(records);
        return this;
    }

    /** The same limit in bytes of heap, at least 1. Default: 64 MiB. */
    public KafkarsSourceBuilder<T> setMaxHeldBytes(MemorySize bytes) {
        merge = merge.withMaxHeldBytes(bytes.getBytes());
        return this;
    }

    /**
     * How far watermarks stay behind, for partitions that are not themselves in time order, at
     * least zero. Default: zero.
     */
    public KafkarsSourceBuilder<T> setOutOfOrderness(Duration delay) {
        merge = merge.withOutOfOrderness(delay);
        return this;
    }

    /**
     * How far apart the watermarks of a replay are, at least 1 ms: there is one before the first
     * record of each interval. Default: 1 second, and 1 minute for Arrow batches, which end there.
     */
    public KafkarsSourceBuilder<T> setWatermarkInterval(Duration interval) {
        merge = merge.withWatermarkInterval(interval);
        return this;
    }

    /**
     * Whether the source emits its own watermarks, which follow from its order. Switch it off for a
     * strategy that generates watermarks from something other than the records' timestamps, or that
     * waits longer: the watermark of a stream is the highest that anyone emits. Default: true.
     */
    public KafkarsSourceBuilder<T> setEmitWatermarks(boolean emit) {
        emitsWatermarks = emit;
        return this;
    }

    /**
     * How long a live record waits for partitions that hold none, so that records that arrive at
     * about the same time come out in order, at least zero. Default: zero, no wait.
     */
    public KafkarsSourceBuilder<T> setLiveMaxWait(Duration wait) {
        merge = merge.withLiveMaxWait(wait);
        return this;
    }

    /**
     * How long a partition of a live source may be without records before it no longer holds the
     * watermark back, at least zero, if Kafka says that it is read to its end. One that cannot be
     * read holds the watermark until it can. Default: 1 minute.
     */
    public KafkarsSourceBuilder<T> setLiveIdleTimeout(Duration timeout) {
        merge = merge.withLiveIdleTimeout(timeout);
        return this;
    }

    /**
     * How long records of a live source wait for a batch to fill, at least zero: until there are
     * {@link #setBatchSize} of them, or the first has waited this long. Default: zero, no wait.
     * Meant for Arrow batches, each of which costs the same however few rows it has.
     */
    public KafkarsSourceBuilder<T> setBatchLinger(Duration linger) {
        merge = merge.withBatchLinger(linger);
        return this;
    }

    /**
     * By how much a timestamp may be ahead of what is expected and still be believed at once, at
     * least zero. A record that is further ahead comes out directly after its predecessor: in the
     * replay if the log falls back after it, and always once live. Default: 1 hour.
     */
    public KafkarsSourceBuilder<T> setFutureTolerance(Duration tolerance) {
        merge = merge.withFutureTolerance(tolerance);
        return this;
    }

    /**
     * How far past the low-water-mark of the slowest subtask any subtask may replay, at least 1 ms;
     * across all sources of the job that set it. Not for batch mode. Default: no limit.
     */
    public KafkarsSourceBuilder<T> setMaxDrift(Duration maxDrift) {
        drift = drift.withMaxDrift(Objects.requireNonNull(maxDrift, "maximum drift"));
        return this;
    }

    /** The sources of the job whose drift is bounded together. Default: all that name no group. */
    public KafkarsSourceBuilder<T> setDriftGroup(String name) {
        drift = drift.withGroup(Objects.requireNonNull(name, "drift group"));
        return this;
    }

    // What Kafka no longer has

    /**
     * What happens when the log does not have the position of a partition: retention or a deletion
     * of records overtook it, the state is older than the log, or the log was truncated. Default:
     * the job fails.
     */
    public KafkarsSourceBuilder<T> setOnLostPosition(LostPositionPolicy policy) {
        loss = loss.withOnLostPosition(policy);
        return this;
    }

    /**
     * What happens when a topic was deleted and recreated under its name. Default: the job fails.
     */
    public KafkarsSourceBuilder<T> setOnRecreatedTopic(RecreatedTopicPolicy policy) {
        loss = loss.withOnRecreatedTopic(policy);
        return this;
    }

    /**
     * What happens when a replay is to start at a time, and records of that time may have been
     * deleted. Default: it starts with the first remaining record, and logs a warning.
     */
    public KafkarsSourceBuilder<T> setOnExpiredStart(ExpiredStartPolicy policy) {
        loss = loss.withOnExpiredStart(policy);
        return this;
    }

    /**
     * How long a topic that is read may be missing in Kafka before the job fails; zero or less: for
     * ever. Default: 1 minute. Kafka is asked twice in that time, so the job fails at most one and
     * a half times this long after the deletion.
     */
    public KafkarsSourceBuilder<T> setMissingTopicTimeout(Duration timeout) {
        loss = loss.withMissingTopicTimeout(timeout);
        return this;
    }

    // Kafka

    /** The consumer group: for offsets to start or end at, and to commit to. Default: none. */
    public KafkarsSourceBuilder<T> setGroupId(String groupId) {
        return setProperty(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    }

    /**
     * Whether offsets are committed to the consumer group when a checkpoint completes, so that
     * others can watch them; a restore never reads them. Needs a group. Default: false.
     */
    public KafkarsSourceBuilder<T> setCommitOffsetsOnCheckpoints(boolean commit) {
        client = client.withCommitsOffsetsOnCheckpoints(commit);
        return this;
    }

    /** Whether the Kafka client's own metrics are registered too. Default: true. */
    public KafkarsSourceBuilder<T> setRegisterConsumerMetrics(boolean register) {
        client = client.withRegistersConsumerMetrics(register);
        return this;
    }

    /**
     * The prefix of client ids. A dash follows, and the number of the subtask or {@code
     * enumerator}. Default: {@code kafkars}.
     */
    public KafkarsSourceBuilder<T> setClientIdPrefix(String prefix) {
        return setProperty(ConsumerConfig.CLIENT_ID_CONFIG, prefix);
    }

    /**
     * Returns the rack of a subtask ({@code client.rack}), so that it reads from the nearest
     * replica, and is called where the subtask runs; {@code null} or empty: none. Default: none.
     */
    public KafkarsSourceBuilder<T> setRackIdSupplier(SerializableSupplier<String> supplier) {
        client = client.withRackId(Objects.requireNonNull(supplier, "supplier"));
        return this;
    }

    /** How fetched records become columns; the stream is the same in all modes. Default: auto. */
    public KafkarsSourceBuilder<T> setFetch(FetchMode mode) {
        client = client.withFetch(Objects.requireNonNull(mode, "fetch mode"));
        return this;
    }

    /** A property of Kafka's consumer, such as those of security. */
    public KafkarsSourceBuilder<T> setProperty(String key, String value) {
        properties.put(key, value);
        return this;
    }

    /** Properties of Kafka's consumer; keys and values must be strings. */
    public KafkarsSourceBuilder<T> setProperties(Properties consumerProperties) {
        properties.putAll(consumerProperties);
        return this;
    }

    // For tables

    /** The settings that tables have as values, and how much is read if a query needs less. */
    @Internal
    public KafkarsSourceBuilder<T> setAll(
            MergeSettings ofMerge, LossSettings ofLoss, DriftSettings ofDrift, ReadScope ofQuery) {
        merge = ofMerge;
        loss = ofLoss;
        drift = ofDrift;
        scope = ofQuery;
        return this;
    }

    // Build

    /**
     * Checks everything that can be checked without Kafka.
     *
     * @throws IllegalArgumentException with every problem, each naming what was found and what is
     *     allowed
     */
    public KafkarsSource<T> build() {
        var problems = new Problems();
        List<SourceTopic> allTopics = topics.all(problems);
        properties.check(problems);
        Optional<String> groupId = properties.groupId();
        SourceTopics.check(allTopics, replayEnd, groupId, problems);
        client.check(groupId, properties.clientNeeds(), problems);
        errorPolicy.check(allTopics, problems);
        merge.check(problems);
        drift.check(problems);
        problems.throwIfAny("The kafkars source cannot be built");
        ConsumerProperties consumerProperties = properties.checked();
        return KafkarsSource.of(
                new SourceSettings(
                        allTopics,
                        replayEnd,
                        stopsAtReplayEnd,
                        merge,
                        consumerProperties,
                        discoveryInterval,
                        client,
                        emitsWatermarks,
                        loss,
                        drift,
                        scope),
                errorPolicy.elements(consumerProperties));
    }
}
