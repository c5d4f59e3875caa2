// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.consumer.LossSettings;
import io.kafkars.consumer.LostPositionPolicy;
import io.kafkars.fetch.ClientNeeds;
import io.kafkars.fetch.FetchMode;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.ReadScope;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.merge.MergeSettings;
import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.RecreatedTopicPolicy;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;

import javax.annotation.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_COMMIT_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_DISCOVERY_INTERVAL;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_DRIFT_GROUP;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_FETCH;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_FILTER_MAX_DISORDER;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_FILTER_PUSH_DOWN;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_MAX_DRIFT;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_MISSING_TOPIC_TIMEOUT;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_ON_EXPIRED_START;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_ON_LOST_POSITION;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_ON_RECREATED_TOPIC;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_PARALLELISM;

/**
 * What the options of a table say, except those on formats; immutable and equal by value.
 *
 * @param topics what is read, and where it starts
 * @param end where the replay ends, and whether the table does
 * @param properties of Kafka's consumer
 * @param merge order, memory and liveness
 * @param loss what happens when Kafka no longer has something
 * @param drift how far the subtasks of a replay may drift apart
 * @param discoveryInterval how often the source looks for new partitions
 * @param commitsOffsets whether offsets are committed on checkpoints
 * @param fetch how fetched records become columns
 * @param errors what happens to records that cannot be decoded
 * @param takesFilters whether filters narrow what is read
 * @param maxDisorder how much older a record may be than an earlier record of its partition, {@code
 *     null} if unknown
 * @param parallelism of the source, {@code null} for the job's
 * @param sessionZone time zone of the session
 */
@Internal
public record TableSettings(
        List<SourceTopic> topics,
        EndOptions end,
        Map<String, String> properties,
        MergeSettings merge,
        LossSettings loss,
        DriftSettings drift,
        Duration discoveryInterval,
        boolean commitsOffsets,
        FetchMode fetch,
        ErrorPolicy errors,
        boolean takesFilters,
        @Nullable Duration maxDisorder,
        @Nullable Integer parallelism,
        ZoneId sessionZone) {

    public TableSettings {
        topics = List.copyOf(topics);
        properties = Map.copyOf(properties);
    }

    /** Reads the settings; everything that is wrong with them is added to the problems. */
    public static TableSettings read(
            Map<String, String> raw, ZoneId sessionZone, Problems problems) {
        var options = new OptionReader(raw, problems);
        Map<String, String> properties = KafkaProperties.read(raw, problems);
        List<SourceTopic> topics = new StartupOptions(raw, options, sessionZone).topics();
        EndOptions end = EndOptions.read(options, topics);
        requireStartsBeforeEnd(topics, end.replayEnd(), problems);
        boolean commits = options.flag(SCAN_COMMIT_OFFSETS).orElse(false);
        problems.require(
                !commits || options.has(KafkarsOptions.GROUP_ID),
                "Option 'scan.commit-offsets-on-checkpoint' is true, which needs option"
                        + " 'properties.group.id'");
        boolean takesFilters = options.flag(SCAN_FILTER_PUSH_DOWN).orElse(true);
        var settings =
                new TableSettings(
                        topics,
                        end,
                        properties,
                        MergeOptions.read(options, !end.bounded()),
                        loss(options, topics),
                        drift(options),
                        end.bounded()
                                ? SCAN_DISCOVERY_INTERVAL.defaultValue()
                                : duration(options, SCAN_DISCOVERY_INTERVAL),
                        commits,
                        fetch(options, properties),
                        ErrorOptions.read(options, topics),
                        takesFilters,
                        takesFilters && end.bounded()
                                ? options.duration(SCAN_FILTER_MAX_DISORDER).orElse(null)
                                : null,
                        options.number(SCAN_PARALLELISM, 1).orElse(null),
                        sessionZone);
        UnreadOptions.refuse(options);
        return settings;
    }

    private static LossSettings loss(OptionReader options, List<SourceTopic> topics) {
        return new LossSettings(
                choice(options, SCAN_ON_LOST_POSITION, LostPositionPolicy.class),
                choice(options, SCAN_ON_RECREATED_TOPIC, RecreatedTopicPolicy.class),
                topics.isEmpty() || topics.stream().anyMatch(TableSettings::startsAtATime)
                        ? choice(options, SCAN_ON_EXPIRED_START, ExpiredStartPolicy.class)
                        : SCAN_ON_EXPIRED_START.defaultValue(),
                duration(options, SCAN_MISSING_TOPIC_TIMEOUT));
    }

    private static FetchMode fetch(OptionReader options, Map<String, String> properties) {
        FetchMode mode = choice(options, SCAN_FETCH, FetchMode.class);
        List<ClientNeeds.Need> needs =
                mode == FetchMode.COLUMNAR ? ClientNeeds.of(properties) : List.of();
        needs.forEach(
                need ->
                        options.problems()
                                .add(
                                        "Option '%s' must be '%s' or '%s', is '%s': option"
                                                + " '%s%s' is %s",
                                        SCAN_FETCH.key(),
                                        FetchMode.AUTO,
                                        FetchMode.CLIENT,
                                        mode,
                                        KafkarsOptions.PROPERTIES_PREFIX,
                                        need.property(),
                                        need.reason()));
        return needs.isEmpty() ? mode : SCAN_FETCH.defaultValue();
    }

    private static boolean startsAtATime(SourceTopic topic) {
        return topic.policy().startTime(Instant.now()).isPresent();
    }

    private static DriftSettings drift(OptionReader options) {
        Optional<Duration> maxDrift = options.duration(SCAN_MAX_DRIFT);
        if (maxDrift.isEmpty()) {
            return DriftSettings.DEFAULT;
        }
        var settings =
                new DriftSettings(maxDrift.get(), options.text(SCAN_DRIFT_GROUP).orElse(null));
        var found = new Problems();
        settings.check(
                component ->
                        String.format(
                                "'%s'",
                                (component.equals("maxDrift") ? SCAN_MAX_DRIFT : SCAN_DRIFT_GROUP)
                                        .key()),
                found);
        found.found().forEach(problem -> options.problems().add("Option " + problem));
        return found.none() ? settings : DriftSettings.DEFAULT;
    }

    private static <E extends Enum<E>> E choice(
            OptionReader options, ConfigOption<E> option, Class<E> values) {
        return options.choice(option, values).orElse(option.defaultValue());
    }

    private static Duration duration(OptionReader options, ConfigOption<Duration> option) {
        return options.duration(option).orElse(option.defaultValue());
    }

    private static void requireStartsBeforeEnd(
            List<SourceTopic> topics, ReplayEnd end, Problems problems) {
        if (end instanceof ReplayEnd.Timestamp until) {
            for (SourceTopic topic : topics) {
                problems.require(
                        !(topic.policy() instanceof OffsetPolicy.AbsoluteTime from)
                                || !from.start().isAfter(until.end()),
                        "Option 'scan.startup.timestamp-millis' is later than the end that"
                                + " 'scan.bounded.timestamp-millis' or"
                                + " 'scan.replay.end.timestamp-millis' gives: %s must end at %s",
                        topic,
                        until.end());
            }
        }
    }

    /**
     * The source that these settings describe.
     *
     * @param schema makes the rows
     * @param scope how much a query needs
     * @param emitsWatermarks whether the source emits its own watermarks
     */
    public <T> KafkarsSource<T> source(
            RecordDeserializationSchema<T> schema, ReadScope scope, boolean emitsWatermarks) {
        boolean keepsRecords = errors instanceof ErrorPolicy.DeadLetterTopic;
        ReadScope readScope = keepsRecords ? scope.withAllContent() : scope;
        KafkarsSourceBuilder<T> builder =
                KafkarsSource.builder(schema)
                        .setTopics(topics)
                        .setReplayEnd(end.replayEnd())
                        .setPartitionDiscoveryInterval(discoveryInterval)
                        .setAll(merge, loss, drift, readScope)
                        .setCommitOffsetsOnCheckpoints(commitsOffsets)
                        .setFetch(fetch)
                        .setErrorPolicy(errors)
                        .setEmitWatermarks(emitsWatermarks);
        properties.forEach(builder::setProperty);
        return end.bounded() ? builder.stopAtReplayEnd().build() : builder.build();
    }
}
