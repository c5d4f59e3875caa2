// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads with a SQL query that inserts six fields of each record into Flink's {@code blackhole}.
 *
 * @param columns the columns of the table that is read, and its watermark
 * @param options its options, without topic, brokers, start and end
 * @param order the {@code ORDER BY} clause of the query, or nothing
 */
record SqlReader(String columns, Map<String, String> options, String order) implements Reader {

    private static final String FIELDS =
            "`key`, `value`, `topic`, `partition`, `offset`, `timestamp`";
    private static final String TYPES =
            "`key` BYTES, `value` BYTES, `topic` STRING, `partition` INT, `offset` BIGINT,"
                    + " `timestamp` TIMESTAMP_LTZ(3)";

    /** Flink's own connector, with raw key and value. */
    static SqlReader kafka() {
        return ofKafka("", "");
    }

    /** The same in timestamp order, as one would do it without kafkars. */
    static SqlReader kafkaOrdered() {
        return ofKafka(", WATERMARK FOR `timestamp` AS `timestamp`", " ORDER BY `timestamp`");
    }

    private static SqlReader ofKafka(String watermark, String order) {
        return new SqlReader(
                "`key` BYTES, `value` BYTES, `topic` STRING METADATA VIRTUAL,"
                        + " `partition` INT METADATA VIRTUAL, `offset` BIGINT METADATA VIRTUAL,"
                        + " `timestamp` TIMESTAMP_LTZ(3) METADATA VIRTUAL"
                        + watermark,
                Map.of(
                        "connector", "kafka",
                        "key.format", "raw",
                        "key.fields", "key",
                        "value.format", "raw",
                        "value.fields-include", "EXCEPT_KEY"),
                order);
    }

    /** kafkars, which needs no {@code ORDER BY}. */
    static SqlReader kafkars() {
        return new SqlReader(
                TYPES + ", WATERMARK FOR `timestamp` AS SOURCE_WATERMARK()",
                Map.of("connector", "kafkars"),
                "");
    }

    @Override
    public void read(Task task, String bootstrapServers, Probe probe, Runnable started)
            throws Exception {
        var configuration = new Configuration();
        if (task.kind() != Task.Kind.ORDER) {
            OperatorCounts.enableReporter(configuration);
        }
        StreamExecutionEnvironment environment = DataStreamReader.environment(configuration);
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        tables.executeSql(
                String.format(
                        "CREATE TABLE records (%s) WITH (%s)",
                        columns, withOptions(task, bootstrapServers)));
        String query = "SELECT " + FIELDS + " FROM records" + order;
        if (task.kind() == Task.Kind.ORDER) {
            tables.toDataStream(tables.sqlQuery(query)).sinkTo(new MeasuringSink<>(new Rows()));
            environment.execute();
            return;
        }
        tables.executeSql(
                "CREATE TABLE blackhole (" + TYPES + ") WITH ('connector' = 'blackhole')");
        try (var counts = OperatorCounts.watch(probe)) {
            tables.executeSql("INSERT INTO blackhole " + query).await();
            counts.jobEnded();
        }
    }

    private String withOptions(Task task, String bootstrapServers) {
        var all = new TreeMap<>(options);
        all.put("topic", task.topic());
        all.put("properties.bootstrap.servers", bootstrapServers);
        all.put("scan.startup.mode", "earliest-offset");
        all.put("scan.bounded.mode", "latest-offset");
        task.properties().forEach((key, value) -> all.put("properties." + key, value));
        return all.entrySet().stream()
                .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
                .collect(Collectors.joining(", "));
    }

    private static final class Rows implements Elements<Row> {

        private static final long serialVersionUID = 1L;

        @Override
        public long[] timestamps(Row row) {
            return new long[] {((Instant) row.getField("timestamp")).toEpochMilli()};
        }

        @Override
        public byte[] value(Row row) {
            return (byte[]) row.getField("value");
        }
    }
}
