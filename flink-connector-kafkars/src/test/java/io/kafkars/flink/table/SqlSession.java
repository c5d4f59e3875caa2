// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.testing.KafkaExtension;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A SQL session on an embedded broker, with tables that end where their topics end. */
final class SqlSession {

    private final KafkaExtension kafka;
    private final TableEnvironment environment;
    private JobID lastJob;

    private SqlSession(KafkaExtension kafka, EnvironmentSettings.Builder mode) {
        var configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        configuration.setString("table.local-time-zone", "UTC");
        this.kafka = kafka;
        this.environment = TableEnvironment.create(mode.withConfiguration(configuration).build());
    }

    static SqlSession streaming(KafkaExtension kafka) {
        return new SqlSession(kafka, EnvironmentSettings.newInstance().inStreamingMode());
    }

    static SqlSession batch(KafkaExtension kafka) {
        return new SqlSession(kafka, EnvironmentSettings.newInstance().inBatchMode());
    }

    TableEnvironment environment() {
        return environment;
    }

    /** A table with these columns, bounded unless the options say otherwise. */
    SqlSession table(String name, String columns, String... options) {
        var all = new TreeMap<String, String>();
        all.put("connector", "kafkars");
        all.put("topic", name);
        all.put("properties.bootstrap.servers", kafka.bootstrapServers());
        all.put("scan.bounded.mode", "replay-end");
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        environment.executeSql(ddl(name, columns, all));
        return this;
    }

    private static String ddl(String name, String columns, Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
                .collect(
                        Collectors.joining(
                                ",\n",
                                "CREATE TABLE `" + name + "` (" + columns + ") WITH (",
                                ")"));
    }

    /** All rows of the query, which must end. */
    List<Row> rows(String query) {
        var rows = new ArrayList<Row>();
        TableResult job = environment.executeSql(query);
        lastJob = job.getJobClient().orElseThrow().getJobID();
        try (CloseableIterator<Row> result = job.collect()) {
            result.forEachRemaining(rows::add);
        } catch (Exception e) {
            throw new IllegalStateException(query, e);
        }
        return rows;
    }

    /** The job of the last query. */
    JobID lastJob() {
        return lastJob;
    }

    /** The rows as text. */
    List<String> lines(String query) {
        return rows(query).stream().map(Row::toString).toList();
    }

    String explain(String query) {
        return environment.explainSql(query);
    }

    /** A record of partition 0, with text or {@code null} as key and value. */
    static ProducerRecord<byte[], byte[]> record(
            String topic, Long timestamp, String key, String value) {
        return record(topic, 0, timestamp, key, value);
    }

    static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, Long timestamp, String key, String value) {
        return new ProducerRecord<>(
                topic, partition, timestamp, bytes(key), bytes(value), new RecordHeaders());
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
