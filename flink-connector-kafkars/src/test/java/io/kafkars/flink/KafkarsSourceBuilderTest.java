// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fetch.FetchMode;
import io.kafkars.flink.message.Message;
import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.OffsetPolicy.Fallback;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class KafkarsSourceBuilderTest {

    private static final String HEADING = "The kafkars source cannot be built:";

    // Bad input

    @Test
    void serversAndTopicsAreRequired() {
        assertThatThrownBy(() -> KafkarsSource.messages().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        HEADING
                                + "\n"
                                + "  - Property 'bootstrap.servers' must be set: addresses of Kafka"
                                + " brokers, host:port separated by commas\n"
                                + "  - No topic to read: at least one topic or pattern is needed");
    }

    @Test
    void everyProblemIsInOneMessage() {
        var properties = new Properties();
        properties.put("max.poll.records", 500);
        properties.put(17, "seventeen");
        properties.put("isolation.level", "read_everything");
        var builder =
                KafkarsSource.messages()
                        .setTopics(
                                SourceTopic.earliest("events"),
                                SourceTopic.latest("events"),
                                SourceTopic.committed("metrics", Fallback.EARLIEST),
                                SourceTopic.absoluteTime("orders", Instant.ofEpochSecond(7)))
                        .setStartingOffsets(OffsetPolicy.latest())
                        .setReplayEnd(ReplayEnd.timestamp(Instant.ofEpochSecond(6)))
                        .setProperties(properties)
                        .setCommitOffsetsOnCheckpoints(true)
                        .setBatchSize(0)
                        .setMaxHeldRecords(-1)
                        .setMaxHeldBytes(MemorySize.ZERO)
                        .setOutOfOrderness(Duration.ofMillis(-2))
                        .setWatermarkInterval(Duration.ZERO)
                        .setLiveMaxWait(Duration.ofMillis(-3))
                        .setLiveIdleTimeout(Duration.ofMillis(-4))
                        .setFutureTolerance(Duration.ofMillis(-5));

        assertThat(problemsOf(builder))
                .containsExactlyInAnyOrder(
                        "Property 'bootstrap.servers' must be set: addresses of Kafka brokers,"
                                + " host:port separated by commas",
                        "Value of property 'max.poll.records' must be a string, is of type"
                                + " java.lang.Integer",
                        "Key of property '17' must be a string, is of type java.lang.Integer",
                        "Property 'isolation.level' must be read_uncommitted or read_committed, is"
                                + " 'read_everything'",
                        "Topic 'events' is given more than once: give each topic once, and a policy"
                                + " for each partition if they are to start differently",
                        "Topic 'metrics' starts at the offsets of a consumer group, but there is"
                                + " none: set group.id",
                        "Topic 'orders' starts at 1970-01-01T00:00:07Z, after the replay end"
                                + " 1970-01-01T00:00:06Z: the start must not be later",
                        "Starting offsets are set, but no topic uses them: each SourceTopic has a"
                                + " policy of its own",
                        "Offsets can only be committed to a consumer group: set one with"
                                + " setGroupId, or leave setCommitOffsetsOnCheckpoints off",
                        "batchSize must be at least 1, is 0",
                        "maxHeldRecords must be at least 1, is -1",
                        "maxHeldBytes must be at least 1, is 0",
                        "outOfOrderness must be at least 0 ms, is -2 ms",
                        "watermarkInterval must be at least 1 ms, is 0 ms",
                        "liveMaxWait must be at least 0 ms, is -3 ms",
                        "liveIdleTimeout must be at least 0 ms, is -4 ms",
                        "futureTolerance must be at least 0 ms, is -5 ms");
    }

    @ParameterizedTest
    @CsvSource({
        "partition.discovery.interval.ms, setPartitionDiscoveryInterval",
        "commit.offsets.on.checkpoint, setCommitOffsetsOnCheckpoints",
        "client.id.prefix, setClientIdPrefix",
        "register.consumer.metrics, setRegisterConsumerMetrics"
    })
    void optionsOfFlinksConnectorAreNotProperties(String property, String setter) {
        assertThat(problemsOf(complete().setProperty(property, "1")))
                .containsExactly(
                        "Property '"
                                + property
                                + "' is an option of the source, not of Kafka: use "
                                + setter);
    }

    @Test
    void anInvalidNameIsAProblemAmongTheOthers() {
        assertThat(problemsOf(complete().setTopics("a topic", "").setBatchSize(0)))
                .hasSize(3)
                .anyMatch(problem -> problem.startsWith("Topic 'a topic' has an invalid name"))
                .anyMatch(problem -> problem.startsWith("Topic '' has an invalid name"));
    }

    @Test
    void aTopicGivenByNameAndWithAPolicyIsGivenTwice() {
        assertThat(problemsOf(complete().setTopics("events")))
                .singleElement()
                .asString()
                .startsWith("Topic 'events' is given more than once");
    }

    @Test
    void aReplayThatEndsAtCommittedOffsetsNeedsAGroup() {
        assertThat(problemsOf(complete().setReplayEnd(ReplayEnd.committed())))
                .containsExactly(
                        "The replay ends at the offsets of a consumer group, but there is none: set"
                                + " group.id");
    }

    @Test
    void columnsAreNotFetchedWithPropertiesThatNeedTheClient() {
        var builder =
                complete()
                        .setProperty("interceptor.classes", "a.B")
                        .setProperty("group.protocol", "consumer");

        assertThat(problemsOf(builder.setFetch(FetchMode.COLUMNAR)))
                .containsExactly(
                        "setFetch(COLUMNAR) is not possible, since property 'interceptor.classes'"
                                + " is set, and interceptors are given the records that"
                                + " KafkaConsumer makes: choose AUTO or CLIENT",
                        "setFetch(COLUMNAR) is not possible, since property 'group.protocol' is"
                                + " 'consumer', for which KafkaConsumer fetches on a thread of its"
                                + " own: choose AUTO or CLIENT");
        for (FetchMode mode : List.of(FetchMode.AUTO, FetchMode.CLIENT)) {
            assertThat(builder.setFetch(mode).build().settings().client().fetch()).isEqualTo(mode);
        }
    }

    @Test
    void nullIsRefusedWhereItIsGiven() {
        var builder = complete();

        assertThatThrownBy(() -> builder.setTopics((SourceTopic) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.setProperty("group.id", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value of group.id");
        assertThatThrownBy(() -> builder.setOutOfOrderness(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.setFetch(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("fetch mode");
        assertThatThrownBy(() -> KafkarsSource.builder(null))
                .isInstanceOf(NullPointerException.class);
    }

    // Good input

    @Test
    void startingOffsetsWithNamesOrAPatternAreUsed() {
        assertThatCode(
                        () ->
                                complete()
                                        .setTopics("metrics")
                                        .setStartingOffsets(OffsetPolicy.latest())
                                        .build())
                .doesNotThrowAnyException();
        assertThatCode(
                        () ->
                                complete()
                                        .setTopicPattern(Pattern.compile("metrics-.*"))
                                        .setStartingOffsets(OffsetPolicy.latest())
                                        .build())
                .doesNotThrowAnyException();
    }

    @Test
    void durationsMayBeForEver() {
        Duration forEver = ChronoUnit.FOREVER.getDuration();

        assertThatCode(
                        () ->
                                complete()
                                        .setPartitionDiscoveryInterval(forEver)
                                        .setOutOfOrderness(forEver)
                                        .setWatermarkInterval(forEver)
                                        .setLiveMaxWait(forEver)
                                        .setLiveIdleTimeout(forEver)
                                        .setFutureTolerance(forEver)
                                        .build())
                .doesNotThrowAnyException();
        assertThat(problemsOf(complete().setLiveMaxWait(forEver.negated())))
                .singleElement()
                .asString()
                .startsWith("liveMaxWait must be at least 0 ms");
    }

    @Test
    void theSourceIsBoundedIfItStopsAtTheReplayEnd() {
        assertThat(complete().build().getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
        assertThat(complete().stopAtReplayEnd().build().getBoundedness())
                .isEqualTo(Boundedness.BOUNDED);
    }

    @Test
    void theSourceProducesTheTypeOfItsSchema() {
        assertThat(complete().build().getProducedType()).isEqualTo(Message.TYPE_INFO);
        assertThat(
                        KafkarsSource.values(new SimpleStringSchema())
                                .setBootstrapServers("localhost:9092")
                                .setTopics(SourceTopic.earliest("events"))
                                .build()
                                .getProducedType())
                .isEqualTo(Types.STRING);
    }

    @Test
    void theLineageListsEachTopicAndPattern() {
        var source =
                complete()
                        .setTopics("metrics")
                        .setTopicPattern(Pattern.compile("sensor-.*"))
                        .build();

        assertThat(((LineageVertexProvider) source).getLineageVertex().datasets())
                .extracting(LineageDataset::namespace, LineageDataset::name)
                .containsExactly(
                        tuple("kafka://localhost:9092", "events"),
                        tuple("kafka://localhost:9092", "metrics"),
                        tuple("kafka://localhost:9092", "sensor-.*"));
    }

    // The source as a value

    @Test
    void theSourceSurvivesSerialization() throws Exception {
        var source =
                complete()
                        .setTopicPattern(Pattern.compile("sensor-.*"))
                        .setReplayEnd(ReplayEnd.timestamp(Instant.ofEpochSecond(7)))
                        .setRackIdSupplier(() -> "rack")
                        .stopAtReplayEnd()
                        .build();

        KafkarsSource<Message> copy = InstantiationUtil.clone(source);

        assertThat(copy.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
        assertThat(((LineageVertexProvider) copy).getLineageVertex().datasets())
                .extracting(LineageDataset::name)
                .containsExactly("events", "sensor-.*");
        assertThat(bytes(copy)).isEqualTo(bytes(source));
    }

    @Test
    void aSourceDoesNotChangeWithItsBuilder() throws Exception {
        var topics = new ArrayList<>(List.of(SourceTopic.earliest("orders")));
        var properties = new Properties();
        properties.setProperty("max.poll.records", "100");
        var builder = complete().setTopics(topics).setProperties(properties);
        var first = builder.build();
        byte[] before = bytes(first);

        topics.add(SourceTopic.earliest("later"));
        properties.setProperty("max.poll.records", "200");
        var same = builder.build();
        assertThat(bytes(same)).as("settings that were changed outside").isEqualTo(before);

        var other =
                builder.setTopics(SourceTopic.latest("metrics"))
                        .setProperty("max.poll.records", "300")
                        .setBatchSize(7)
                        .stopAtReplayEnd()
                        .build();
        assertThat(bytes(first)).as("the first source").isEqualTo(before);
        assertThat(first.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
        assertThat(bytes(other)).as("the last source").isNotEqualTo(before);
    }

    private static byte[] bytes(KafkarsSource<?> source) throws Exception {
        return InstantiationUtil.serializeObject(source);
    }

    private static KafkarsSourceBuilder<Message> complete() {
        return KafkarsSource.messages()
                .setBootstrapServers("localhost:9092")
                .setTopics(SourceTopic.earliest("events"));
    }

    private static List<String> problemsOf(KafkarsSourceBuilder<?> builder) {
        var problems = new ArrayList<String>();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(
                        failure -> {
                            var lines = List.of(failure.getMessage().split("\n  - "));
                            assertThat(lines).first().isEqualTo(HEADING);
                            problems.addAll(lines.subList(1, lines.size()));
                        });
        return problems;
    }
}
