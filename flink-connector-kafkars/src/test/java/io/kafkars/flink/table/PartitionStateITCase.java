// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.testing.KafkaExtension;

import org.apache.flink.table.api.DataTypes;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static io.kafkars.flink.table.SqlSession.record;
import static io.kafkars.flink.table.TableSources.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How much a replay would read, queried in SQL before it runs. */
@Timeout(120)
class PartitionStateITCase {

    private static final String STATE =
            "topic STRING NOT NULL, `partition` INT NOT NULL, replay_start_offset BIGINT NOT NULL,"
                    + " replay_end_offset BIGINT NOT NULL, consumed_offset BIGINT NOT NULL,"
                    + " released_offset BIGINT NOT NULL, last_consumed_timestamp TIMESTAMP_LTZ(3),"
                    + " is_live BOOLEAN NOT NULL, is_paused BOOLEAN NOT NULL";

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void start() {
        kafka.topic("stated", 3);
        kafka.produce(
                List.of(
                        record("stated", 0, 1_000L, null, "a"),
                        record("stated", 0, 2_000L, null, "b"),
                        record("stated", 0, 3_000L, null, "c"),
                        record("stated", 1, 2_500L, null, "d")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"streaming", "batch"})
    void aPartitionIsOneRow(String mode) {
        var sql =
                (mode.equals("batch") ? SqlSession.batch(kafka) : SqlSession.streaming(kafka))
                        .table(
                                "state",
                                STATE,
                                "connector",
                                "kafkars-partition-state",
                                "topic",
                                "stated",
                                "scan.startup.mode",
                                "timestamp",
                                "scan.startup.timestamp-millis",
                                "2000",
                                "scan.bounded.mode",
                                "unbounded");
        assertThat(sql.lines("SELECT * FROM state"))
                .containsExactly(
                        "+I[stated, 0, 1, 3, 1, 1, null, false, false]",
                        "+I[stated, 1, 0, 1, 0, 0, null, false, false]",
                        "+I[stated, 2, 0, 0, 0, 0, null, true, false]");
    }

    @Test
    void theLagIsTheLengthOfTheReplay() {
        var sql =
                SqlSession.batch(kafka)
                        .table(
                                "state",
                                "`partition` INT, replay_lag BIGINT",
                                "connector",
                                "kafkars-partition-state",
                                "topic",
                                "stated");
        assertThat(sql.lines("SELECT SUM(replay_lag) FROM state")).containsExactly("+I[4]");
        assertThat(sql.lines("SELECT replay_lag, `partition` FROM state WHERE replay_lag > 1"))
                .containsExactly("+I[3, 0]");
    }

    @Test
    void aMissingTopicFailsTheQuery() {
        var sql =
                SqlSession.batch(kafka)
                        .table(
                                "state",
                                "replay_lag BIGINT",
                                "connector",
                                "kafkars-partition-state",
                                "topic",
                                "absent");
        assertThatThrownBy(() -> sql.rows("SELECT * FROM state"))
                .hasStackTraceContaining("Topic 'absent' does not exist");
    }

    @Test
    void columnsAndOptionsAreCheckedAsForTheTableItself() {
        assertThat(
                        table().option("connector", "kafkars-partition-state")
                                .option("format", "json")
                                .option("scan.batch-size", "0")
                                .column("replay_lags", DataTypes.BIGINT())
                                .column("is_live", DataTypes.STRING())
                                .problem())
                .isEqualTo(
                        String.join(
                                "\n  - ",
                                "The table 'c.d.t' cannot be read:",
                                "Option 'format' is unknown",
                                "Option 'scan.batch-size' must be at least 1, is 0",
                                "Column 'replay_lags' is no column of a partition's state, which are"
                                        + " [topic,"
                                        + " partition, replay_start_offset, replay_end_offset,"
                                        + " consumed_offset, released_offset, last_consumed_timestamp,"
                                        + " is_live, is_paused, replay_lag]; did you mean 'replay_lag'?",
                                "Column 'is_live' is declared as STRING, must be BOOLEAN NOT"
                                        + " NULL"));
    }
}
