// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.consumer.LossSettings;
import io.kafkars.consumer.LostPositionPolicy;
import io.kafkars.fetch.FetchMode;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.ReadScope;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.merge.MergeSettings;

import org.apache.flink.api.connector.source.Boundedness;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;

/** The settings that the options of a table give, and the source that they build. */
class TableSettingsTest {

    private GivenOptions given;

    private TableSettings settings(String... options) {
        given = GivenOptions.of(options);
        given.asMap().putIfAbsent("topic", "events");
        given.asMap().put("properties.bootstrap.servers", "localhost:1");
        return TableSettings.read(given.asMap(), ZoneOffset.UTC, given.problems());
    }

    @Test
    void optionsThatAreNotGivenHaveTheDefaultsOfTheBuilder() {
        var settings = settings();

        assertThat(settings.merge()).isEqualTo(MergeSettings.DEFAULT);
        assertThat(settings.loss()).isEqualTo(LossSettings.DEFAULT);
        assertThat(settings.drift()).isEqualTo(DriftSettings.DEFAULT);
        assertThat(settings.discoveryInterval())
                .isEqualTo(KafkarsSourceBuilder.DEFAULT_DISCOVERY_INTERVAL);
        assertThat(settings.errors()).isEqualTo(ErrorPolicy.fail());
        assertThat(settings.commitsOffsets()).isFalse();
        assertThat(settings.fetch()).isEqualTo(FetchMode.AUTO);
        assertThat(settings.takesFilters()).isTrue();
        assertThat(settings.maxDisorder()).isNull();
        assertThat(settings.parallelism()).isNull();
        assertThat(given.found()).isEmpty();
    }

    @Test
    void eachGivenOptionIsSet() {
        var settings =
                settings(
                        "scan.on-lost-position", "latest",
                        "scan.missing-topic-timeout", "3 s",
                        "scan.topic-partition-discovery.interval", "0",
                        "scan.fetch", "columnar",
                        "scan.filter.push-down", "false",
                        "scan.max-drift", "6 h",
                        "scan.drift-group", "g",
                        "scan.parallelism", "2");

        assertThat(settings.loss())
                .isEqualTo(
                        LossSettings.DEFAULT
                                .withOnLostPosition(LostPositionPolicy.LATEST)
                                .withMissingTopicTimeout(Duration.ofSeconds(3)));
        assertThat(settings.drift()).isEqualTo(new DriftSettings(Duration.ofHours(6), "g"));
        assertThat(settings.discoveryInterval()).isZero();
        assertThat(settings.fetch()).isEqualTo(FetchMode.COLUMNAR);
        assertThat(settings.takesFilters()).isFalse();
        assertThat(settings.parallelism()).isEqualTo(2);
        assertThat(
                        settings(
                                        "scan.bounded.mode",
                                        "latest-offset",
                                        "scan.filter.max-disorder",
                                        "2 s")
                                .maxDisorder())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(given.found()).isEmpty();
    }

    @Test
    void settingsAreEqualByValue() {
        assertThat(settings("scan.batch-size", "7")).isEqualTo(settings("scan.batch-size", "7"));
        assertThat(settings("scan.batch-size", "7")).isNotEqualTo(settings());
    }

    @Test
    void offsetsAreCommittedToAGroup() {
        settings("scan.commit-offsets-on-checkpoint", "true");
        assertThat(given.found())
                .singleElement()
                .asString()
                .endsWith("needs option 'properties.group.id'");
    }

    @Test
    void allPropertiesThatNeedTheClientAreNamedWhereColumnsAreAskedFor() {
        settings(
                "scan.fetch", "columnar",
                "properties.interceptor.classes", "a.B",
                "properties.group.protocol", "consumer");
        assertThat(given.found())
                .containsExactly(
                        "Option 'scan.fetch' must be 'auto' or 'client', is 'columnar': option"
                                + " 'properties.interceptor.classes' is set, and interceptors are"
                                + " given the records that KafkaConsumer makes",
                        "Option 'scan.fetch' must be 'auto' or 'client', is 'columnar': option"
                                + " 'properties.group.protocol' is 'consumer', for which"
                                + " KafkaConsumer fetches on a thread of its own");
    }

    @Test
    void theStartMustNotBeLaterThanTheEnd() {
        settings(
                "scan.startup.mode", "timestamp",
                "scan.startup.timestamp-millis", "5",
                "scan.bounded.mode", "timestamp",
                "scan.bounded.timestamp-millis", "4");
        assertThat(given.found())
                .singleElement()
                .asString()
                .startsWith("Option 'scan.startup.timestamp-millis' is later than the end");
    }

    @Test
    void theSourceIsBoundedIfTheTableEnds() {
        assertThat(boundedness(settings())).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
        assertThat(boundedness(settings("scan.bounded.mode", "latest-offset")))
                .isEqualTo(Boundedness.BOUNDED);
    }

    private static Boundedness boundedness(TableSettings settings) {
        return settings.source(
                        RecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class),
                        ReadScope.ALL,
                        true)
                .getBoundedness();
    }
}
