// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What is refused in a table as a user writes it: the DDL goes through Flink's parser and planner,
 * which hand over other expressions and types than a test that makes a schema itself. Nothing is
 * executed, so there is no broker.
 */
@Timeout(120)
class TableDefinitionITCase {

    private static final String TIME = "ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp'";

    private final TableEnvironment sql = session("UTC", "streaming");

    private static TableEnvironment session(String zone, String mode) {
        var configuration = new Configuration();
        configuration.setString("table.local-time-zone", zone);
        configuration.setString("execution.runtime-mode", mode);
        return TableEnvironment.create(
                EnvironmentSettings.newInstance().withConfiguration(configuration).build());
    }

    private static String ddl(String columns, Map<String, String> options) {
        var all = new TreeMap<>(options);
        all.putIfAbsent("connector", "kafkars");
        all.putIfAbsent("topic", "events");
        all.putIfAbsent("properties.bootstrap.servers", "localhost:1");
        return all.entrySet().stream()
                .map(
                        option ->
                                "'%s' = '%s'"
                                        .formatted(
                                                option.getKey().replace("'", "''"),
                                                option.getValue().replace("'", "''")))
                .collect(Collectors.joining(", ", "CREATE TABLE t (" + columns + ") WITH (", ")"));
    }

    /** What a SQL client shows about a query of the table: the innermost cause. */
    private static String problem(TableEnvironment sql, String query) {
        Throwable cause = catchThrowable(() -> sql.explainSql(query));
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "" : cause.getMessage();
    }

    private String problem(String columns, String... options) {
        var given = new TreeMap<String, String>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        sql.executeSql("DROP TABLE IF EXISTS t");
        sql.executeSql(ddl(columns, given));
        return problem(sql, "SELECT * FROM t");
    }

    // Options

    static List<BadOption> bads() {
        return BadOption.all();
    }

    @ParameterizedTest
    @MethodSource("bads")
    void aBadOptionIsTheRootCause(BadOption bad) {
        var options = new TreeMap<>(bad.with());
        options.put(bad.option(), bad.value());
        sql.executeSql(ddl("`value` BYTES", options));
        String said = problem(sql, "SELECT * FROM t");
        assertThat(said)
                .startsWith(
                        "The table 'default_catalog.default_database.t' cannot be read:\n  - "
                                + bad.problem());
        assertThat(said.split("\n  - ")).as("nothing else is wrong:%n%s", said).hasSize(2);
    }

    @Test
    void everyKindOfProblemIsInOneMessage() {
        assertThat(
                        problem(
                                "`value` STRING NOT NULL, colour INT, PRIMARY KEY (`value`) NOT"
                                        + " ENFORCED, ts TIMESTAMP_LTZ(3) METADATA FROM"
                                        + " 'receive-time', WATERMARK FOR ts AS"
                                        + " SOURCE_WATERMARK()",
                                "scan.batch-size",
                                "0",
                                "scan.startup.timestamp-millis",
                                "5",
                                "scan.watermark.idle-timeout",
                                "5 s"))
                .contains(
                        "Option 'scan.batch-size' must be at least 1, is 0",
                        "Option 'scan.startup.timestamp-millis' has no effect",
                        "Column 'value' is declared as STRING NOT NULL, must be BYTES",
                        "Column 'colour' is no field of a record",
                        "A PRIMARY KEY cannot be declared here",
                        "Option 'scan.watermark.idle-timeout' has no effect on SOURCE_WATERMARK()",
                        "SOURCE_WATERMARK() is declared for column 'ts'");
    }

    @Test
    void anOptionWithoutEffectIsRefusedInAHintToo() {
        assertThat(problem("`value` BYTES")).isEmpty();
        assertThat(
                        problem(
                                sql,
                                "SELECT * FROM t /*+ OPTIONS('scan.bounded.timestamp-millis' = '5')"
                                        + " */"))
                .contains("Option 'scan.bounded.timestamp-millis' has no effect");
        assertThat(
                        problem(
                                sql,
                                "SELECT * FROM t /*+ OPTIONS('scan.bounded.timestamp-millis' = '5',"
                                        + " 'scan.bounded.mode' = 'timestamp') */"))
                .isEmpty();
    }

    @Test
    void anOptionThatLosesItsModeInAnotherTableIsRefusedThere() {
        assertThat(
                        problem(
                                "`value` BYTES",
                                "scan.startup.mode",
                                "timestamp",
                                "scan.startup.timestamp-millis",
                                "5"))
                .isEmpty();
        sql.executeSql("CREATE TABLE l WITH ('scan.startup.mode' = 'latest-offset') LIKE t");
        assertThat(problem(sql, "SELECT * FROM l"))
                .contains("'default_catalog.default_database.l' cannot be read")
                .contains("Option 'scan.startup.timestamp-millis' has no effect");
    }

    @Test
    void aBoundedDriftIsRefusedInBatchMode() {
        var batch = session("UTC", "batch");
        batch.executeSql(
                ddl(
                        "`value` BYTES",
                        Map.of("scan.max-drift", "1 h", "scan.bounded.mode", "latest-offset")));
        assertThat(problem(batch, "SELECT * FROM t"))
                .contains("Option 'scan.max-drift' cannot be used in batch mode");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`value` BYTES, n INT METADATA FROM 'key-size' | true",
                "`value` BYTES, p INT NOT NULL METADATA FROM 'partition' | true",
                "`value` BYTES, n INT NOT NULL METADATA FROM 'key-size' | false"
            })
    void anErrorModeNeedsRecordsThatCanFail(String columns, boolean refused) {
        assertThat(problem(columns, "scan.errors.mode", "skip").contains("has no effect"))
                .isEqualTo(refused);
    }

    @Test
    void theColumnsOfAKeyArePhysical() {
        assertThat(
                        problem(
                                "a INT, b INT METADATA FROM 'partition'",
                                "value.format",
                                "json",
                                "key.format",
                                "json",
                                "key.fields",
                                "b"))
                .contains("Option 'key.fields' names 'b', which is no physical column");
    }

    @Test
    void aPrimaryKeyNeedsAFormatThatGivesChanges() {
        String columns = "id INT, PRIMARY KEY (id) NOT ENFORCED";
        assertThat(problem(columns, "format", "json"))
                .contains("A PRIMARY KEY cannot be declared here");
        assertThat(problem(columns, "format", "debezium-json")).isEmpty();
    }

    @Test
    void aTableOfPartitionStatesRefusesTheSame() {
        assertThat(
                        problem(
                                "topic STRING, behind BIGINT",
                                "connector",
                                "kafkars-partition-state",
                                "scan.startup.timestamp-millis",
                                "5"))
                .contains(
                        "Option 'scan.startup.timestamp-millis' has no effect",
                        "Column 'behind' is no column of a partition's state");
    }

    // Options of Flink's watermarks

    @ParameterizedTest
    @ValueSource(strings = {"SOURCE_WATERMARK()", "source_watermark( )", "`SOURCE_WATERMARK`()"})
    void flinksWatermarkOptionsAreRefusedBesideTheSourcesWatermark(String function) {
        assertThat(
                        problem(
                                "`value` BYTES, " + TIME + ", WATERMARK FOR ts AS " + function,
                                "scan.watermark.alignment.group",
                                "g",
                                "scan.watermark.alignment.max-drift",
                                "1 min",
                                "scan.watermark.idle-timeout",
                                "5 s"))
                .contains(
                        "Option 'scan.watermark.alignment.group' has no effect on"
                                + " SOURCE_WATERMARK()",
                        "Option 'scan.watermark.alignment.max-drift' has no effect on"
                                + " SOURCE_WATERMARK()",
                        "Option 'scan.watermark.idle-timeout' has no effect on"
                                + " SOURCE_WATERMARK()");
    }

    @Test
    void theyAreRefusedInHintsInViewsAndInTablesLikeAnother() {
        String columns = "`value` BYTES, " + TIME + ", WATERMARK FOR ts AS SOURCE_WATERMARK()";
        assertThat(problem(columns)).isEmpty();
        String refused = "Option 'scan.watermark.idle-timeout' has no effect on SOURCE_WATERMARK()";
        String hint = "SELECT ts FROM t /*+ OPTIONS('scan.watermark.idle-timeout' = '5 s') */";
        assertThat(problem(sql, hint)).contains(refused);
        sql.executeSql("CREATE TABLE l WITH ('scan.watermark.idle-timeout' = '5 s') LIKE t");
        assertThat(problem(sql, "SELECT * FROM l")).contains(refused);
        sql.executeSql("CREATE VIEW v AS SELECT ts FROM t");
        assertThat(problem(columns, "scan.watermark.idle-timeout", "5 s")).contains(refused);
        assertThat(problem(sql, "SELECT * FROM v")).contains(refused);
    }

    @Test
    void theyAreForAStrategyOfTheUsersOwn() {
        String columns = "`value` BYTES, " + TIME;
        String[] option = {"scan.watermark.idle-timeout", "5 s"};
        assertThat(problem(columns + ", WATERMARK FOR ts AS ts - INTERVAL '5' SECOND", option))
                .isEmpty();
        assertThat(problem(columns + ", WATERMARK FOR ts AS ts", option)).isEmpty();
        assertThat(problem(columns, option))
                .contains(
                        "Option 'scan.watermark.idle-timeout' has no effect unless the table"
                                + " declares WATERMARK FOR a column");
    }

    // The column of the watermark

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ts | ts TIMESTAMP_LTZ(3)",
                "ts | ts TIMESTAMP(3)",
                "ts | ts TIMESTAMP_LTZ(3) METADATA FROM 'raw-timestamp'",
                "ts | ts TIMESTAMP_LTZ(3) METADATA FROM 'receive-time'",
                "ts | ts TIMESTAMP_LTZ(3) METADATA FROM 'value.ingestion-timestamp'",
                "ts | ts TIMESTAMP_LTZ(0) METADATA FROM 'timestamp'",
                "ts | millis BIGINT, ts AS TO_TIMESTAMP_LTZ(millis, 3)",
                "ts | own TIMESTAMP(3), ts AS own - INTERVAL '5' SECOND",
                "ts | e TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', ts AS e - INTERVAL '5' SECOND",
                "ts | own TIMESTAMP_LTZ(3), ts AS own",
                "`timestamp` | `timestamp` TIMESTAMP_LTZ(3)"
            })
    void theSourcesWatermarkIsRefusedForATimeThatIsNotTheRecords(String time, String columns) {
        assertThat(
                        problem(
                                "a INT, "
                                        + columns
                                        + ", WATERMARK FOR "
                                        + time
                                        + " AS SOURCE_WATERMARK()",
                                "format",
                                "debezium-json"))
                .contains(
                        "SOURCE_WATERMARK() is declared for column '"
                                + time.replace("`", "")
                                + "'");
    }

    @Test
    void theMessageNamesTheColumnToWhichTheWatermarkBelongs() {
        String payload = "own TIMESTAMP_LTZ(3), WATERMARK FOR own AS SOURCE_WATERMARK()";
        assertThat(problem(payload, "format", "json"))
                .isEqualTo(
                        "The table 'default_catalog.default_database.t' cannot be read:\n  -"
                                + " SOURCE_WATERMARK() is declared for column 'own', which is not"
                                + " the timestamp of the record: rows would be dropped as late. It"
                                + " belongs to the metadata 'timestamp': add a column such as"
                                + " `event_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', and"
                                + " declare it there, or declare a strategy of your own, such as"
                                + " WATERMARK FOR `own` AS `own` - INTERVAL '5' SECOND");
        assertThat(problem(TIME + ", " + payload, "format", "json"))
                .contains("It belongs to column 'ts': declare it there, or");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json | ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp'",
                "json | ts TIMESTAMP_LTZ(3) METADATA FROM 'event-time' VIRTUAL",
                "json | e TIMESTAMP_LTZ(3) METADATA FROM 'event-time', ts AS e",
                "json | ts TIMESTAMP(3) METADATA FROM 'timestamp'",
                "json | e TIMESTAMP_LTZ(3) METADATA FROM 'event-time', ts AS CAST(e AS TIMESTAMP(3))",
                "| `value` BYTES, ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp'",
                "| `timestamp` TIMESTAMP_LTZ(3), ts AS `timestamp`"
            })
    void theSourcesWatermarkIsForTheTimeOfTheRecord(String format, String columns) {
        String table = columns + ", WATERMARK FOR ts AS SOURCE_WATERMARK()";
        assertThat(format == null ? problem(table) : problem("a INT, " + table, "format", format))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ts TIMESTAMP(3) METADATA FROM 'timestamp'",
                "e TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', ts AS CAST(e AS TIMESTAMP(3))"
            })
    void aTimeWithoutAZoneIsThatOfTheRecordOnlyInUtc(String columns) {
        for (String zone : List.of("America/Los_Angeles", "Europe/London", "GMT+02:00")) {
            var session = session(zone, "streaming");
            session.executeSql(
                    ddl(
                            "`value` BYTES, "
                                    + columns
                                    + ", WATERMARK FOR ts AS SOURCE_WATERMARK()",
                            Map.of()));
            assertThat(problem(session, "SELECT * FROM t"))
                    .contains(
                            "SOURCE_WATERMARK() is declared for column 'ts', which is of"
                                    + " TIMESTAMP(3): in the time zone of the session, "
                                    + zone);
        }
    }
}
