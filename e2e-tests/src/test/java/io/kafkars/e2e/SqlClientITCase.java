// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.testing.KafkaExtension;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** What Flink's SQL Client prints when a query fails is what the connector says about it. */
@Timeout(180)
class SqlClientITCase {

    private static final String RECORD = "io.kafkars.flink.deserializer.DeserializationException: ";
    private static final String START =
            "org.apache.flink.util.FlinkRuntimeException: Cannot find out what to read from Kafka: ";

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    private static SqlClientShell client;

    @BeforeAll
    static void start(@TempDir Path scripts) throws Exception {
        client = SqlClientShell.start(scripts);
        createTopic("orders", "{\"id\": 1}");
        createTopic("odd", "{\"id\": 1}", "no JSON");
        createTopic("needy", "{\"id\": 1}", "{}");
        createTopic("lines", "Caused by: java.io.EOFException");
    }

    private static void createTopic(String name, String... values) {
        var topic = kafka.cluster().createTopic(name, 1);
        for (String value : values) {
            topic.writeStamped(0, 1_000, value);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
    }

    @Test
    void aValueThatIsNoJsonIsNamed() throws IOException {
        assertThat(reason("odd", "id INT", "'format' = 'json'"))
                .startsWith(
                        RECORD
                                + "Record at topic 'odd', partition 0, offset 1 could not be"
                                + " deserialized. Expected: ROW<`id` INT> NOT NULL, as read by"
                                + " format 'json'. Found: no key was read, value of 7 bytes")
                .contains("Unrecognized token 'no'")
                .endsWith("(setErrorPolicy, in SQL 'scan.errors.mode').");
    }

    @Test
    void theWholeErrorHasWhatTheFormatThrew() throws IOException {
        String printed =
                client.run(
                        "SET 'sql-client.verbose' = 'true';\n"
                                + query("odd", "id INT", "'format' = 'json'"));
        client.run("RESET 'sql-client.verbose';\n");

        assertThat(printed)
                .contains("Caused by: " + RECORD + "Record at topic 'odd', partition 0, offset 1")
                .containsPattern("Suppressed: java.io.IOException: Failed to deserialize JSON")
                .containsPattern(
                        "Suppressed: \\S+JsonParseException: [^\\t]+\\t+at \\S+JsonParser");
    }

    @Test
    void aNullInAColumnThatIsNotNullIsNamed() throws IOException {
        assertThat(reason("needy", "id INT NOT NULL", "'format' = 'json'"))
                .startsWith(RECORD + "Record at topic 'needy', partition 0, offset 1 could not be")
                .contains("column 'id' is NOT NULL");
    }

    @Test
    void aValueThatIsNoArrowStreamIsNamed() throws IOException {
        assertThat(reason("orders", "id INT", "'format' = 'arrow'"))
                .startsWith(
                        RECORD + "Record at topic 'orders', partition 0, offset 0 could not be");
    }

    /** The client looks for such a text to find the root cause. */
    @Test
    void aRecordThatLooksLikeAStackTraceIsNamed() throws IOException {
        assertThat(reason("lines", "id INT", "'format' = 'json'"))
                .startsWith(RECORD + "Record at topic 'lines', partition 0, offset 0 could not be");
    }

    @Test
    void aMissingLoginIsExplained() throws IOException {
        assertThat(
                        reason(
                                "orders",
                                "`value` BYTES",
                                "'properties.security.protocol' = 'SASL_PLAINTEXT'"))
                .startsWith(START)
                .contains("sasl.jaas.config");
    }

    @Test
    void aHostThatCannotBeResolvedIsNamed() throws IOException {
        String unknown = "'properties.bootstrap.servers' = 'no-such-host.invalid:9092'";

        assertThat(reason("orders", "`value` BYTES", unknown))
                .startsWith(START)
                .contains("no-such-host.invalid:9092");
    }

    @Test
    void aMissingTopicIsNamed() throws IOException {
        assertThat(reason("ordres", "`value` BYTES", "'scan.bounded.mode' = 'latest-offset'"))
                .startsWith(START)
                .contains("Topic 'ordres' does not exist");
    }

    @Test
    void anOptionThatIsNotUnderstoodIsNamed() throws IOException {
        assertThat(reason("orders", "`value` BYTES", "'scan.out-of-orderness' = 'abc'"))
                .startsWith("org.apache.flink.table.api.ValidationException: The table ")
                .contains("Option 'scan.out-of-orderness' must be a duration");
    }

    private static String reason(String topic, String columns, String option) throws IOException {
        String printed = client.run(query(topic, columns, option));
        String error = "[ERROR] Could not execute SQL statement. Reason:";
        assertThat(printed).containsOnlyOnce(error);
        return printed.substring(printed.indexOf(error) + error.length()).trim();
    }

    private static String query(String topic, String columns, String option) {
        String bootstrap =
                option.contains("bootstrap")
                        ? ""
                        : ", 'properties.bootstrap.servers' = '" + kafka.bootstrapServers() + "'";
        String bounded =
                option.contains("bounded") ? "" : ", 'scan.bounded.mode' = 'latest-offset'";
        return """
                DROP TABLE IF EXISTS t;
                CREATE TABLE t (%s) WITH ('connector' = 'kafkars', 'topic' = '%s', %s%s%s);
                SELECT * FROM t;
                """
                .formatted(columns, topic, option, bootstrap, bounded);
    }
}
