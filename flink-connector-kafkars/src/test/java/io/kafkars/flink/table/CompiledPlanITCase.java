// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.format.ArrakisMessage;
import io.kafkars.testing.KafkaExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static io.kafkars.flink.table.SqlSession.record;
import static org.assertj.core.api.Assertions.assertThat;

/** A compiled plan runs later, in another session, with everything that was pushed down. */
@Timeout(120)
class CompiledPlanITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @TempDir Path directory;

    @BeforeAll
    static void fillTopics() {
        kafka.topic("planned", 2);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < 10; i++) {
            records.add(record("planned", i % 2, i * 1_000L, "k" + i, "v" + i));
        }
        kafka.produce(records);
        kafka.topic("channels", 1);
        kafka.produce(
                List.of(new ProducerRecord<>("channels", 0, 1_000L, null, ArrakisMessage.BYTES)));
    }

    @Test
    void filtersProjectionAndWatermarkOfARecordTableAreRestored() throws Exception {
        String plan =
                compile(
                        "v STRING, o BIGINT",
                        "SELECT CAST(`value` AS STRING), `offset` FROM planned WHERE `partition` ="
                                + " 1 AND `offset` BETWEEN 2 AND 3");

        assertThat(plan)
                .contains("\"type\" : \"ProjectPushDown\"", "\"type\" : \"FilterPushDown\"")
                .contains("\"type\" : \"SourceWatermark\"");
        assertThat(execute("v STRING, o BIGINT")).containsExactlyInAnyOrder("v5,2", "v7,3");
    }

    /** Flink does not evaluate these filters again: only the format does. */
    @Test
    void theFiltersOfAFormatAreRestored() throws Exception {
        String plan =
                compile(
                        "id BIGINT, `offset` BIGINT",
                        "SELECT id, `offset` FROM channels WHERE id IN (7)");

        assertThat(plan)
                .contains("\"type\" : \"ReadingMetadata\"", "\"type\" : \"FilterPushDown\"");
        assertThat(execute("id BIGINT, `offset` BIGINT")).containsExactly("7,0");
    }

    // Plans

    /** Compiles a plan that writes the query's rows to a file; {@link #execute} runs it. */
    private String compile(String columns, String query) throws Exception {
        session(columns)
                .environment()
                .executeSql(
                        "COMPILE PLAN '"
                                + directory.resolve("plan.json")
                                + "' FOR INSERT INTO written "
                                + query);
        return Files.readString(directory.resolve("plan.json"));
    }

    /** Runs the plan, and returns the lines that it writes. */
    private List<String> execute(String columns) throws Exception {
        session(columns)
                .environment()
                .executeSql("EXECUTE PLAN '" + directory.resolve("plan.json") + "'")
                .await();
        var lines = new ArrayList<String>();
        try (var files = Files.list(directory.resolve("written"))) {
            for (Path file : files.filter(path -> !isHidden(path)).toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private SqlSession session(String writtenColumns) {
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "planned",
                                "`key` BYTES, `value` BYTES, `partition` INT, `offset` BIGINT,"
                                        + " `timestamp` TIMESTAMP_LTZ(3), WATERMARK FOR"
                                        + " `timestamp` AS SOURCE_WATERMARK()")
                        .table(
                                "channels",
                                "`time` BIGINT, id BIGINT, `data` ARRAY<FLOAT>, `offset` BIGINT"
                                        + " METADATA",
                                "value.format",
                                "arrow");
        // A file is complete with a checkpoint.
        sql.environment().getConfig().set("execution.checkpointing.interval", "200 ms");
        sql.environment()
                .executeSql(
                        "CREATE TABLE written ("
                                + writtenColumns
                                + ") WITH ('connector' = 'filesystem', 'format' = 'csv', 'path' = '"
                                + directory.resolve("written").toUri()
                                + "')");
        return sql;
    }
}
