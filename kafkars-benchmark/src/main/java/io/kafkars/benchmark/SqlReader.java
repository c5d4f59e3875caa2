// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads with a SQL query that inserts fields of each record into Flink's {@code blackhole}.
 *
 * @param fields what the query selects, as declared for the blackhole
 * @param columns the columns of the table that is read, and its watermark
 * @param options its options, without topic, brokers, start and end
 * @param order the {@code ORDER BY} clause of the query, or nothing
 */
record SqlReader(String fields, String columns, Map<String, String> options, String order)
        implements Reader {

    /** The columns of {@link Content#JSON}. */
    static final String JSON_COLUMNS =
            "`number` BIGINT, `sensor` STRING, `kind` STRING, `reading` DOUBLE, `unit` STRING";

    private static final String ORIGIN =
            "`topic` STRING, `partition` INT, `offset` BIGINT, `timestamp` TIMESTAMP_LTZ(3)";
    private static final String ORIGIN_AS_METADATA =
            "`topic` STRING METADATA VIRTUAL, `partition` INT METADATA VIRTUAL,"
                    + " `offset` BIGINT METADATA VIRTUAL,"
                    + " `timestamp` TIMESTAMP_LTZ(3) METADATA VIRTUAL";
    private static final String RAW = "`key` BYTES, `value` BYTES, ";
    private static final String JSON = "`key` BYTES, " + JSON_COLUMNS + ", ";
    private static final String SOURCE_WATERMARK =
            ", WATERMARK FOR `timestamp` AS SOURCE_WATERMARK()";

    private static final Pattern NAME = Pattern.compile("`\\w+`");

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
                RAW + ORIGIN, RAW + ORIGIN_AS_METADATA + watermark, formats("kafka", "raw"), order);
    }

    /** kafkars, which needs neither formats nor {@code ORDER BY}. */
    static SqlReader kafkars() {
        return new SqlReader(
                RAW + ORIGIN, RAW + ORIGIN + SOURCE_WATERMARK, Map.of("connector", "kafkars"), "");
    }

    /** Flink's own connector, with values in JSON. */
    static SqlReader kafkaJson() {
        return new SqlReader(
                JSON + ORIGIN, JSON + ORIGIN_AS_METADATA, formats("kafka", "json"), "");
    }

    /** kafkars, with values in JSON. */
    static SqlReader kafkarsJson() {
        return new SqlReader(
                JSON + ORIGIN,
                JSON + ORIGIN_AS_METADATA + SOURCE_WATERMARK,
                formats("kafkars", "json"),
                "");
    }

    private static Map<String, String> formats(String connector, String valueFormat) {
        return Map.of(
                "connector", connector,
                "key.format", "raw",
                "key.fields", "key",
                "value.format", valueFormat,
                "value.fields-include", "EXCEPT_KEY");
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
        String query = "SELECT " + names(fields) + " FROM records" + order;
        if (task.kind() == Task.Kind.ORDER) {
            tables.toDataStream(tables.sqlQuery(query)).sinkTo(new MeasuringSink<>(new Rows()));
            environment.execute();
            return;
        }
        tables.executeSql(
                "CREATE TABLE blackhole (" + fields + ") WITH ('connector' = 'blackhole')");
        try (var counts = OperatorCounts.watch(probe)) {
            tables.executeSql("INSERT INTO blackhole " + query).await();
            counts.jobEnded();
        }
    }

    /** The declared columns without their types. */
    private static String names(String columns) {
        return NAME.matcher(columns)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining(", "));
    }

    private String withOptions(Task task, String bootstrapServers) {
        var all = new TreeMap<>(options);
        all.put("topic", task.topic());
        all.put("properties.bootstrap.servers", bootstrapServers);
        all.put("scan.startup.mode", "earliest-offset");
        all.put("scan.bounded.mode", "latest-offset");
        if (options.get("connector").equals("kafkars")) {
            all.put("scan.fetch", task.fetch().toString());
        }
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
