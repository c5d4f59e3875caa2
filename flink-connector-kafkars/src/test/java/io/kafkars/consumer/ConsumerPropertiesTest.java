// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.MergeSettings;
import io.kafkars.validation.Problems;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConsumerPropertiesTest {

    private static final Map<String, String> MINIMAL = Map.of("bootstrap.servers", "host:9092");

    @Test
    void propertiesThatTheMergeDependsOnAreForced() {
        var user = new HashMap<>(MINIMAL);
        user.put("enable.auto.commit", "true");
        user.put("auto.offset.reset", "latest");
        user.put("key.deserializer", "com.example.Mine");
        user.put("fetch.min.bytes", "17");
        assertThat(ConsumerProperties.of(user).forConsumer("0", 16, MergeSettings.DEFAULT, false))
                .containsEntry("bootstrap.servers", "host:9092")
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("auto.offset.reset", "none")
                .containsEntry("allow.auto.create.topics", "false")
                .containsEntry("key.deserializer", ByteArrayDeserializer.class.getName())
                .containsEntry("value.deserializer", ByteArrayDeserializer.class.getName())
                .containsEntry("fetch.min.bytes", "17");
    }

    @Test
    void aKafkaConsumerAcceptsThem() {
        assertThat(
                        new ConsumerConfig(
                                        ConsumerProperties.of(MINIMAL)
                                                .forConsumer("0", 16, MergeSettings.DEFAULT, false))
                                .getString("auto.offset.reset"))
                .isEqualTo("none");
    }

    /** Limit of held bytes, partitions, bytes of a fetch from one partition, and from all. */
    @ParameterizedTest
    @CsvSource({
        "67108864, 16, 4194304, 16777216",
        "67108864, 256, 262144, 16777216",
        "67108864, 4096, 65536, 16777216",
        "67108864, 1, 4194304, 16777216",
        "1, 1, 65536, 1048576",
        "9223372036854775807, 1, 4194304, 52428800"
    })
    void fetchSizesFollowFromTheHoldLimit(
            long holdBytes, int partitions, String ofPartition, String ofAll) {
        assertThat(
                        ConsumerProperties.of(MINIMAL)
                                .forConsumer(
                                        "0",
                                        partitions,
                                        MergeSettings.DEFAULT.withMaxHeldBytes(holdBytes),
                                        false))
                .containsEntry("max.partition.fetch.bytes", ofPartition)
                .containsEntry("fetch.max.bytes", ofAll);
    }

    /** Partitions, limit of held records, records of a poll. */
    @ParameterizedTest
    @CsvSource({
        "1, 32000, 1000",
        "500, 32000, 1000",
        "501, 32000, 1002",
        "1024, 32000, 2048",
        "1024, 2000, 1000",
        "10000, 32000, 16000",
        "16, 1, 500"
    })
    void aPollReturnsSomeRecordsForEachPartition(int partitions, long holdRecords, String records) {
        assertThat(
                        ConsumerProperties.of(MINIMAL)
                                .forConsumer(
                                        "0",
                                        partitions,
                                        MergeSettings.DEFAULT.withMaxHeldRecords(holdRecords),
                                        false))
                .containsEntry("max.poll.records", records);
    }

    @ParameterizedTest
    @CsvSource({"true, 5", "false, 50"})
    void aFetchWithoutRecordsDelaysOthersOnlyBriefly(boolean stopAtReplayEnd, String millis) {
        assertThat(
                        ConsumerProperties.of(MINIMAL)
                                .forConsumer("0", 16, MergeSettings.DEFAULT, stopAtReplayEnd))
                .containsEntry("fetch.max.wait.ms", millis);
    }

    @Test
    void theReceiveBufferIsLeftToTheOperatingSystem() {
        assertThat(
                        ConsumerProperties.of(MINIMAL)
                                .forConsumer("0", 16, MergeSettings.DEFAULT, false))
                .containsEntry("receive.buffer.bytes", "-1");
    }

    @Test
    void fetchSizesOfTheUserStay() {
        var user = new HashMap<>(MINIMAL);
        user.put("fetch.max.wait.ms", "14");
        user.put("receive.buffer.bytes", "15");
        user.put("max.poll.records", "16");
        user.put("max.partition.fetch.bytes", "17");
        user.put("fetch.max.bytes", "18");
        assertThat(ConsumerProperties.of(user).forConsumer("0", 16, MergeSettings.DEFAULT, false))
                .containsEntry("fetch.max.wait.ms", "14")
                .containsEntry("receive.buffer.bytes", "15")
                .containsEntry("max.poll.records", "16")
                .containsEntry("max.partition.fetch.bytes", "17")
                .containsEntry("fetch.max.bytes", "18");
    }

    @Test
    void everyPropertyThatCannotBeUsedIsNamed() {
        var user = new Properties();
        user.put("max.poll.records", 500);
        user.put(42, "answer");
        user.put("isolation.level", "read_everything");
        user.put("group.id", " ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsumerProperties.of(user))
                .withMessageContaining(
                        "Value of property 'max.poll.records' must be a string, is of type"
                                + " java.lang.Integer")
                .withMessageContaining("Key of property '42' must be a string")
                .withMessageContaining("Property 'bootstrap.servers' must be set")
                .withMessageContaining(
                        "Property 'isolation.level' must be read_uncommitted or read_committed, is"
                                + " 'read_everything'")
                .withMessageContaining("Property 'group.id' must not be blank");
    }

    @Test
    void blankServersAndNullValuesAreProblems() {
        var user = new HashMap<String, String>();
        user.put("bootstrap.servers", " ");
        user.put("client.id", null);
        var problems = new Problems();
        ConsumerProperties.check(user, problems);
        assertThat(problems.found()).hasSize(2);
        assertThat(String.join(" ", problems.found()))
                .contains("'bootstrap.servers' must be set", "'client.id' must be a string");
    }

    @Test
    void defaultsOfPropertiesCount() {
        var defaults = new Properties();
        defaults.setProperty("bootstrap.servers", "host:9092");
        defaults.setProperty("group.id", "default");
        var user = new Properties(defaults);
        user.setProperty("group.id", "own");
        assertThat(ConsumerProperties.of(user).groupId()).hasValue("own");
    }

    @Test
    void groupAndIsolationLevelHaveKafkasDefaults() {
        var properties = ConsumerProperties.of(MINIMAL);
        assertThat(properties.groupId()).isEmpty();
        assertThat(properties.isolationLevel()).isEqualTo(IsolationLevel.READ_UNCOMMITTED);
        var user = new HashMap<>(MINIMAL);
        user.put("isolation.level", "read_committed");
        assertThat(ConsumerProperties.of(user).isolationLevel())
                .isEqualTo(IsolationLevel.READ_COMMITTED);
    }

    @Test
    void theAdminClientGetsThePropertiesThatItKnows() {
        var user = new HashMap<>(MINIMAL);
        user.put("group.id", "group");
        user.put("fetch.min.bytes", "17");
        user.put("security.protocol", "SASL_SSL");
        user.put("config.providers", "file");
        user.put("config.providers.file.class", "com.example.Provider");
        assertThat(ConsumerProperties.of(user).forAdmin("enumerator"))
                .containsOnly(
                        Map.entry("bootstrap.servers", "host:9092"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("config.providers", "file"),
                        Map.entry("config.providers.file.class", "com.example.Provider"),
                        Map.entry("client.id", "kafkars-enumerator"));
        user.put("client.id", "job");
        assertThat(ConsumerProperties.of(user).forAdmin("enumerator"))
                .containsEntry("client.id", "job-enumerator");
    }

    @Test
    void aProducerGetsThePropertiesThatItKnowsAndNoClassesOfTheConsumer() {
        var user = new HashMap<>(MINIMAL);
        user.put("group.id", "group");
        user.put("isolation.level", "read_committed");
        user.put("interceptor.classes", "com.example.ConsumerInterceptor");
        user.put("transactional.id", "none");
        user.put("sasl.mechanism", "PLAIN");
        user.put("linger.ms", "7");
        user.put("acks", "0");
        user.put("client.id", "job");
        user.put("config.providers.file.class", "com.example.Provider");
        assertThat(ConsumerProperties.of(user).forProducer("3-dead-letters"))
                .containsOnly(
                        Map.entry("bootstrap.servers", "host:9092"),
                        Map.entry("sasl.mechanism", "PLAIN"),
                        Map.entry("linger.ms", "7"),
                        Map.entry("acks", "all"),
                        Map.entry("max.request.size", Integer.MAX_VALUE),
                        Map.entry("config.providers.file.class", "com.example.Provider"),
                        Map.entry("client.id", "job-3-dead-letters"));
    }

    @Test
    void theirTextHasNoSecrets() {
        var user = new HashMap<>(MINIMAL);
        user.put("sasl.jaas.config", "secret1");
        user.put("ssl.keystore.password", "secret2");
        user.put("custom.token", "secret3");
        assertThat(ConsumerProperties.of(user).toString())
                .contains("host:9092", "sasl.jaas.config", "custom.token")
                .doesNotContain("secret");
    }

    @Test
    void theyAreAnImmutableSerializableValue() {
        var properties = ConsumerProperties.of(MINIMAL);
        properties.forConsumer("0", 16, MergeSettings.DEFAULT, false).put("group.id", "other");
        assertThat(properties.groupId()).isEmpty();
        assertThat(Copies.serialized(properties))
                .isEqualTo(properties)
                .hasSameHashCodeAs(properties);
    }
}
