// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.security;

import io.kafkars.fixtures.CapturedLog;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Passwords are shown nowhere: all texts, and the whole log of a run, are searched for them. */
@Timeout(120)
class SecretsITCase {

    /** A property for a class of the user, to which Kafka passes all properties. */
    private static final String CUSTOM_SECRET = "pass-2Nb-custom";

    private static final String WRONG_PASSWORD = "pass-8Uf-wrong";

    private static final List<String> SECRETS =
            List.of(
                    SecureKafka.PASSWORD,
                    SecureKafka.TRUST_STORE_PASSWORD,
                    SecureKafka.KEY_STORE_PASSWORD,
                    CUSTOM_SECRET,
                    WRONG_PASSWORD);

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(1);

    @TempDir static Path directory;

    private static SecureKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = SecureKafka.start(directory);
        EmbeddedKafka open = kafka.kafka();
        open.createTopic("numbers", 1);
        open.produce(SecureJobs.numbers("numbers"));
        open.createTopic("letters", 1);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static Map<String, String> properties(String password) {
        Map<String, String> properties = kafka.saslTls("SCRAM-SHA-512", password);
        properties.put("my.vault.token", CUSTOM_SECRET);
        return properties;
    }

    private static KafkarsSource<Long> source(String password) {
        return SecureJobs.read("numbers", properties(password))
                .setErrorPolicy(ErrorPolicy.deadLetterTopic("letters"))
                .build();
    }

    @Test
    void theLogOfARunningJobHasNoSecret() throws Exception {
        try (var log = CapturedLog.begin()) {
            assertThat(Replay.of(source(SecureKafka.PASSWORD)).toList())
                    .containsExactly(1L, 2L, 3L);

            assertThat(log.lines())
                    .as("the log is that of the run")
                    .anyMatch(line -> line.contains("ConsumerConfig values"))
                    .anyMatch(line -> line.contains("ProducerConfig values"))
                    .anyMatch(line -> line.contains("AdminClientConfig values"))
                    .anyMatch(line -> line.contains("io.kafkars"));
            assertNoSecretIn(log.lines());
        }
    }

    @Test
    void theLogAndTheErrorOfAJobThatCannotLogInHaveNoSecret() {
        try (var log = CapturedLog.begin()) {
            Throwable failure = catchThrowable(() -> Replay.of(source(WRONG_PASSWORD)).run());

            // The lookup of the topics and the producer of dead letters log in at the same time.
            assertThat(failure)
                    .satisfiesAnyOf(
                            first ->
                                    assertThat(first)
                                            .hasStackTraceContaining("does not accept the login"),
                            first ->
                                    assertThat(first)
                                            .hasStackTraceContaining("Dead letters cannot be"));
            assertNoSecretIn(List.of(ExceptionUtils.stringifyException(failure)));
            assertNoSecretIn(log.lines());
        }
    }

    @Test
    void planLineageAndTextOfASourceHaveNoSecret() {
        KafkarsSource<Long> source = source(SecureKafka.PASSWORD);
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
                .sinkTo(new DiscardingSink<>());
        var texts = new ArrayList<String>();
        texts.add(source.toString());
        texts.add(env.getExecutionPlan());
        for (LineageDataset dataset :
                ((LineageVertexProvider) source).getLineageVertex().datasets()) {
            texts.add(dataset.namespace() + dataset.name() + dataset.facets());
        }

        assertThat(texts.get(1)).contains("numbers");
        assertNoSecretIn(texts);
    }

    @Test
    void theErrorOfASourceThatCannotBeBuiltHasNoSecret() {
        Map<String, String> properties = properties(SecureKafka.PASSWORD);
        properties.put("isolation.level", "all");
        properties.put("commit.offsets.on.checkpoint", "true");

        Throwable failure = catchThrowable(() -> SecureJobs.read("numbers", properties).build());

        assertThat(failure).hasMessageContaining("isolation.level");
        assertNoSecretIn(List.of(ExceptionUtils.stringifyException(failure)));
    }

    @Test
    void theErrorForPropertiesThatKafkaCannotReadHasNoSecret() {
        Map<String, String> properties = properties(SecureKafka.PASSWORD);
        properties.computeIfPresent("sasl.jaas.config", (key, value) -> value.replace(";", ""));

        Throwable failure =
                catchThrowable(
                        () -> Replay.of(SecureJobs.read("numbers", properties).build()).run());

        assertThat(failure).hasStackTraceContaining("JAAS config");
        assertNoSecretIn(List.of(ExceptionUtils.stringifyException(failure)));
    }

    // SQL

    @Test
    void plansAndLogsOfQueriesHaveNoSecret() throws Exception {
        try (var log = CapturedLog.begin()) {
            var sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
            sql.executeSql(table(Map.of()));
            String plan = sql.explainSql("SELECT * FROM numbers");
            var rows = new ArrayList<>();
            try (CloseableIterator<?> result = sql.executeSql("SELECT * FROM numbers").collect()) {
                result.forEachRemaining(rows::add);
            }

            assertThat(rows).hasSize(3);
            assertThat(plan).contains("numbers");
            assertNoSecretIn(List.of(plan));
            assertNoSecretIn(log.lines());
        }
    }

    @Test
    void theErrorOfATableThatCannotBeReadHasNoSecret() {
        var sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        sql.executeSql(table(Map.of("scan.batch-size", "0", "scan.startup.mdoe", "x")));

        Throwable failure = catchThrowable(() -> sql.explainSql("SELECT * FROM numbers"));

        assertThat(failure).hasStackTraceContaining("scan.batch-size");
        assertNoSecretIn(List.of(ExceptionUtils.stringifyException(failure)));
    }

    private static String table(Map<String, String> options) {
        var all = new TreeMap<>(options);
        properties(SecureKafka.PASSWORD)
                .forEach((key, value) -> all.put("properties." + key, value));
        all.put("connector", "kafkars");
        all.put("topic", "numbers");
        all.put("format", "raw");
        all.put("scan.bounded.mode", "latest-offset");
        all.put("scan.errors.mode", "skip");
        return all.entrySet().stream()
                .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
                .collect(Collectors.joining(", ", "CREATE TABLE numbers (n BIGINT) WITH (", ")"));
    }

    /** As docs/security.md warns: a user who may see a table also sees its options. */
    @Test
    void flinkItselfShowsTheOptionsOfATableAsTheyWereWritten() throws Exception {
        var sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        sql.executeSql(table(Map.of()));
        try (CloseableIterator<?> shown = sql.executeSql("SHOW CREATE TABLE numbers").collect()) {
            assertThat(shown.next().toString()).contains(SecureKafka.PASSWORD);
        }
    }

    private static void assertNoSecretIn(List<String> texts) {
        for (String text : texts) {
            assertThat(text).doesNotContain(SECRETS);
        }
    }
}
