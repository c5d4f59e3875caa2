// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fetch.RecordContent;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Which parts of records are copied from the client, as Flink's planner pushes queries down. */
class CopiedContentITCase {

    private static final String CONNECTOR =
            " WITH ('connector' = 'kafkars', 'topic' = 't', 'properties.bootstrap.servers' ="
                    + " 'localhost:1', 'scan.bounded.mode' = 'replay-end'";
    private static final String COLUMNS =
            "`offset` BIGINT, `partition` INT, `timestamp` TIMESTAMP_LTZ(3), `value` BYTES, `key`"
                    + " BYTES, size INT METADATA FROM 'value-size', h MAP<STRING, BYTES> METADATA"
                    + " FROM 'headers'";

    /** Tables by name, with where their columns come from. */
    private static final Map<String, String> TABLES =
            Map.of(
                    "records",
                    COLUMNS + ")" + CONNECTOR + ")",
                    "timed",
                    COLUMNS
                            + ", WATERMARK FOR `timestamp` AS SOURCE_WATERMARK())"
                            + CONNECTOR
                            + ")",
                    "decoded",
                    "k STRING, a INT, `partition` INT METADATA)"
                            + CONNECTOR
                            + ", 'key.format' = 'raw', 'key.fields' = 'k', 'value.format' ="
                            + " 'json', 'value.fields-include' = 'EXCEPT_KEY')");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT `offset`, `partition` FROM records | ",
                "SELECT COUNT(`offset`) FROM records | ",
                "SELECT COUNT(`offset`) FROM records WHERE `partition` = 3 | ",
                "SELECT COUNT(`offset`) FROM records WHERE MOD(`offset`, 7) = 1 | ",
                "SELECT COUNT(*) FROM (SELECT `offset` FROM records WHERE `partition` = 3) | ",
                "SELECT `partition`, COUNT(*) FROM records GROUP BY `partition` | ",
                "SELECT COUNT(`offset`) FROM records WHERE `key` IS NULL | k",
                "SELECT COUNT(`value`) FROM records | v",
                "SELECT SUM(size) FROM records | v",
                "SELECT h, `offset` FROM records | h",
                "SELECT * FROM records | kvh",
                "SELECT COUNT(a) FROM decoded | v",
                "SELECT `partition` FROM decoded WHERE `partition` = 3 | v",
                "SELECT k FROM decoded | kv",
                "SELECT COUNT(`offset`) FROM timed | ",
                "SELECT COUNT(`offset`) FROM timed WHERE `partition` = 3 | ",
                "SELECT `partition`, COUNT(*) FROM timed GROUP BY `partition` | ",
                "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE timed,"
                        + " DESCRIPTOR(`timestamp`), INTERVAL '1' HOUR)) GROUP BY window_start,"
                        + " window_end | ",
            })
    void onlyWhatTheQueryNeedsIsCopied(String query, String parts) {
        assertThat(content(RuntimeExecutionMode.STREAMING, query)).isEqualTo(expected(parts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"records", "timed"})
    void batchCountsRecordsWithoutTheirContent(String table) {
        assertThat(content(RuntimeExecutionMode.BATCH, "SELECT COUNT(*) FROM " + table))
                .isEqualTo(expected(""));
    }

    /**
     * Flink's planner pushes no projection down for a count of rows, so it asks the source for all
     * columns. If this test fails, the planner has learned to, and docs/sql.md has to say so.
     */
    @ParameterizedTest
    @CsvSource({
        "STREAMING, SELECT COUNT(*) FROM records",
        "STREAMING, SELECT COUNT(*) FROM records WHERE `partition` = 3",
        "STREAMING, SELECT COUNT(*) FROM timed",
        "BATCH, SELECT COUNT(*) FROM records WHERE `partition` = 3"
    })
    void otherCountsOfRowsNeedAllColumns(RuntimeExecutionMode mode, String query) {
        assertThat(content(mode, query)).isEqualTo(expected("kvh"));
    }

    private static RecordContent expected(String parts) {
        String letters = parts == null ? "" : parts;
        return new RecordContent(
                letters.contains("k"), letters.contains("v"), letters.contains("h"));
    }

    private static RecordContent content(RuntimeExecutionMode mode, String query) {
        var jobs = StreamExecutionEnvironment.getExecutionEnvironment();
        jobs.setRuntimeMode(mode);
        var tables = StreamTableEnvironment.create(jobs);
        TABLES.forEach((name, body) -> tables.executeSql("CREATE TABLE " + name + " (" + body));
        Transformation<?> result =
                tables.toChangelogStream(tables.sqlQuery(query)).getTransformation();
        return result.getTransitivePredecessors().stream()
                .filter(SourceTransformation.class::isInstance)
                .map(source -> ((SourceTransformation<?, ?, ?>) source).getSource())
                .map(source -> ((KafkarsSource<?>) source).settings().scope().content())
                .findFirst()
                .orElseThrow();
    }
}
