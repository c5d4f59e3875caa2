// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.sql;

import io.kafkars.testing.KafkaExtension;

import com.github.luben.zstd.Zstd;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static io.kafkars.testing.Records.at;
import static io.kafkars.testing.Records.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The jar as users run it: in a process of its own, whose class path has only Flink. The broker is
 * in the process of the test.
 */
@Timeout(240)
class FlinkAloneITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @TempDir Path directory;

    @BeforeAll
    static void writeOrders() {
        kafka.topic("orders", 2)
                .write(1, at(2_000), "k2", json("{'id': 2, 'price': 2.5}"))
                .write(0, at(1_000), "k1", json("{'id': 1, 'price': 1.5}"))
                .write(0, at(3_000), "k3", json("{'id': 3, 'price': 3.5}"));
    }

    @Test
    void aSessionReadsTopicsWithAndWithoutAFormatOnceTheJarIsAdded() throws Exception {
        assertThat(
                        run(
                                (String) null,
                                "ADD JAR '" + SqlJar.path() + "'",
                                table(
                                        "orders",
                                        "id INT, price DOUBLE",
                                        "'topic' = 'orders', 'format' = 'json'"),
                                table(
                                        "records",
                                        "`partition` INT, `offset` BIGINT, `key` BYTES",
                                        "'topic' = 'orders', 'properties.metric.reporters' ="
                                                + " 'io.kafkars.shaded.org.apache.kafka.common"
                                                + ".metrics.JmxReporter'"),
                                "SELECT * FROM orders",
                                "SELECT `partition`, `offset`, CAST(`key` AS STRING) FROM records"))
                .containsExactly(
                        "+I[1, 1.5]",
                        "+I[2, 2.5]",
                        "+I[3, 3.5]",
                        "+I[0, 0, k1]",
                        "+I[1, 0, k2]",
                        "+I[0, 1, k3]");
    }

    @Test
    void aJobHasTheJarFromPipelineJars() throws Exception {
        assertThat(
                        run(
                                SqlJar.path().toUri().toString(),
                                table(
                                        "orders",
                                        "id INT, price DOUBLE",
                                        "'topic' = 'orders', 'format' = 'json'"),
                                "SELECT id FROM orders WHERE price > 2"))
                .containsExactly("+I[2]", "+I[3]");
    }

    @Test
    void topicsWithFlinksOwnCompressionsAreRead() throws Exception {
        var statements = new ArrayList<String>();
        statements.add("ADD JAR '" + SqlJar.path() + "'");
        for (String compression : List.of("gzip", "lz4", "snappy")) {
            produceCompressed(compression);
            statements.add(table(compression, "`value` BYTES", "'topic' = '" + compression + "'"));
            statements.add("SELECT CHAR_LENGTH(CAST(`value` AS STRING)) FROM " + compression);
        }

        assertThat(run((String) null, statements.toArray(String[]::new)))
                .containsExactly("+I[1000]", "+I[1000]", "+I[1000]");
    }

    @Test
    void aTopicWithZstdIsReadOnceZstdJniIsAddedToo() throws Exception {
        produceCompressed("zstd");
        String ours = "ADD JAR '" + SqlJar.path() + "'";
        String codec = "ADD JAR '" + SqlJar.ofClass(Zstd.class) + "'";
        String table = table("zstd", "`value` BYTES", "'topic' = 'zstd'");
        String query = "SELECT CHAR_LENGTH(CAST(`value` AS STRING)) FROM zstd";

        assertThat(run((String) null, ours, codec, table, query)).containsExactly("+I[1000]");
        assertThatThrownBy(() -> run((String) null, ours, table, query))
                .hasMessageContaining("Fetched records are compressed with zstd")
                .hasMessageContaining("Add the jar of com.github.luben:zstd-jni");
    }

    // Arrow

    private static final String CHANNELS = "`time` BIGINT, id BIGINT, `data` ARRAY<FLOAT>";

    @ParameterizedTest
    @ValueSource(strings = {"NO_COMPRESSION", "LZ4_FRAME"})
    void valuesThatAreArrowAreReadWithTheJarAlone(String compression) throws Exception {
        String topic = "arrow_" + compression;
        produceArrow(topic, compression);

        assertThat(
                        run(
                                (String) null,
                                "ADD JAR '" + SqlJar.path() + "'",
                                table(
                                        topic,
                                        CHANNELS,
                                        "'topic' = '" + topic + "', 'value.format' = 'arrow'"),
                                "SELECT * FROM " + topic,
                                "SELECT `data` FROM " + topic + " WHERE id IN (7)"))
                .containsExactly("+I[1, 3, [1.0, 2.0]]", "+I[1, 7, [4.0, 5.0]]", "+I[[4.0, 5.0]]");
    }

    @Test
    void arrowWithZstdIsReadOnceZstdJniIsAddedToo() throws Exception {
        produceArrow("arrow_zstd", "ZSTD");
        String ours = "ADD JAR '" + SqlJar.path() + "'";
        String codec = "ADD JAR '" + SqlJar.ofClass(Zstd.class) + "'";
        String table =
                table("arrow_zstd", CHANNELS, "'topic' = 'arrow_zstd', 'value.format' = 'arrow'");
        String query = "SELECT id FROM arrow_zstd";

        assertThat(run((String) null, ours, codec, table, query)).containsExactly("+I[3]", "+I[7]");
        assertThatThrownBy(() -> run((String) null, ours, table, query))
                .hasMessageContaining("topic 'arrow_zstd', partition 0, offset 0")
                .hasMessageContaining("Arrow buffers compressed as ZSTD")
                .hasMessageContaining("com.github.luben:zstd-jni");
    }

    /** Flink's default configuration has the flag; without it, the message names it. */
    @Test
    void aProcessClosedToArrowSaysWhichFlagItNeeds() throws Exception {
        String flag = "--add-opens=java.base/java.nio=ALL-UNNAMED";
        List<String> open = command(ArrowProgram.class, SqlJar.path().toString());
        List<String> closed = new ArrayList<>(open);
        assertThat(closed.remove(flag)).isTrue();

        assertThat(run(open)).containsExactly("16");
        assertThatThrownBy(() -> run(closed)).hasMessageContaining("start it with " + flag);
    }

    /** A message with the channels 3 and 7. */
    private static void produceArrow(String topic, String compression) {
        byte[] message = ArrowChannels.message(CodecType.valueOf(compression));
        kafka.topic(topic, 1).write(0, at(1_000), null, message);
    }

    // Login modules

    @ParameterizedTest
    @ValueSource(strings = {"", "io.kafkars.shaded.", "org.apache.flink.kafka.shaded."})
    void kafkasOwnClassesAreFoundByEachOfTheirNames(String relocation) throws Exception {
        assertThat(
                        run(
                                (String) null,
                                "ADD JAR '" + SqlJar.path() + "'",
                                table(
                                        "named",
                                        "`offset` BIGINT",
                                        "'topic' = 'orders', 'properties.metric.reporters' = '"
                                                + relocation
                                                + "org.apache.kafka.common.metrics.JmxReporter',"
                                                + " 'properties.sasl.mechanism' = 'PLAIN',"
                                                + " 'properties.sasl.jaas.config' = '"
                                                + relocation
                                                + "org.apache.kafka.common.security.plain"
                                                + ".PlainLoginModule required username=\"a\""
                                                + " password=\"b\";'"),
                                "SELECT COUNT(*) FROM named"))
                .last()
                .isEqualTo("+U[3]");
    }

    // Topics and programs

    private static void produceCompressed(String compression) {
        kafka.topic(compression, 1);
        byte[] value = "v".repeat(1_000).getBytes(UTF_8);
        Map<String, Object> properties = Map.of("compression.type", compression);
        try (var producer = kafka.cluster().producer(properties)) {
            producer.send(new ProducerRecord<>(compression, 0, 1_000L, null, value));
        }
    }

    /** A table that ends where its topic does. */
    private static String table(String name, String columns, String option) {
        return "CREATE TABLE "
                + name
                + " ("
                + columns
                + ") WITH ('connector' = 'kafkars',"
                + " 'scan.bounded.mode' = 'replay-end', 'properties.bootstrap.servers' = '"
                + kafka.bootstrapServers()
                + "', "
                + option
                + ")";
    }

    /** Runs the program, which must succeed, and returns the lines that it prints. */
    private List<String> run(String jar, String... statements) throws Exception {
        return run(command(jar), statements);
    }

    private List<String> run(List<String> command, String... statements) throws Exception {
        Path input = directory.resolve("input.sql");
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Files.writeString(
                input, Arrays.stream(statements).collect(Collectors.joining(";\n", "", ";\n")));
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        "The program ended with status "
                                + status
                                + ":\n"
                                + Files.readString(errors));
            }
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(output);
    }

    private static List<String> command(String jar) {
        return command(SqlProgram.class, jar);
    }

    private static List<String> command(Class<?> program, String jar) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The program is short, so a quick start matters more than peak performance.
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of(SqlJar.property("add.opens").strip().split("\\s+")));
        command.add("-cp");
        command.add(
                Stream.concat(Stream.of(SqlJar.ofClass(SqlProgram.class)), SqlJar.flink().stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(System.getProperty("path.separator"))));
        command.add(program.getName());
        if (jar != null) {
            command.add(jar);
        }
        return command;
    }
}
