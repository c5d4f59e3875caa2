// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import io.kafkars.testing.Await;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.operations.command.ExecutePlanOperation;
import org.apache.flink.table.operations.command.ResetOperation;
import org.apache.flink.table.operations.command.SetOperation;
import org.apache.flink.table.operations.command.StopJobOperation;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Flink accepts every statement on the pages, and the recipes give the results they promise. */
@Timeout(120)
class SqlPageITCase {

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    private static final Markdown SQL = Markdown.of("docs/sql.md");

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    /** In the place of {@code file:///flink}. */
    @TempDir private static Path directory;

    private TableEnvironment environment;

    @BeforeAll
    static void fillTopics() {
        kafka.topic("readings", 2);
        kafka.produce(
                List.of(
                        reading("readings", 0, minutes(10), "a", 1.0),
                        reading("readings", 0, minutes(50), "a", 1.0),
                        reading("readings", 0, minutes(90), "b", 3.0),
                        reading("readings", 1, minutes(20), "b", 2.0),
                        reading("readings", 1, minutes(70), "b", 2.5)));
        kafka.topic("shop-orders", 2);
        kafka.topic("shop-payments", 1);
        kafka.produce(
                List.of(
                        json("shop-orders", 0, minutes(0), "{\"id\": 1, \"amount\": 10}"),
                        json("shop-orders", 1, minutes(5), "{\"id\": 2, \"amount\": 20}"),
                        json("shop-orders", 0, minutes(9), "{\"id\": 3, \"amount\": 30}"),
                        json("shop-payments", 0, minutes(30), "{\"id\": 1, \"paid\": 9.5}"),
                        json("shop-payments", 0, minutes(69), "{\"id\": 3, \"paid\": 30}"),
                        json("shop-payments", 0, minutes(90), "{\"id\": 2, \"paid\": 20}")));
        long now = System.currentTimeMillis();
        long old = now - Duration.ofDays(2).toMillis();
        kafka.topic("events", 2);
        kafka.produce(
                List.of(
                        reading("events", 0, old, "a", 0),
                        reading("events", 0, now, "a", 0),
                        reading("events", 0, now, "a", 0),
                        reading("events", 1, now, "a", 0)));
        kafka.topic("metrics", 1);
        kafka.produce(
                List.of(reading("metrics", 0, old, "a", 0), reading("metrics", 0, now, "a", 0)));
    }

    @BeforeEach
    void openWithoutPlan() throws IOException {
        Files.deleteIfExists(directory.resolve("archive.json"));
        open(EnvironmentSettings.newInstance().inStreamingMode());
    }

    private void open(EnvironmentSettings.Builder settings) {
        var configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        configuration.setString("table.local-time-zone", "UTC");
        environment = TableEnvironment.create(settings.withConfiguration(configuration).build());
    }

    // The pages as a whole

    @Test
    void flinkAcceptsEveryStatementOnThePages() throws IOException {
        var accepted = new ArrayList<String>();
        for (Markdown page : Markdown.all()) {
            open(EnvironmentSettings.newInstance().inStreamingMode());
            for (String block : page.codeBlocks("sql")) {
                for (String statement : statements(block)) {
                    if (statement.startsWith("SELECT")) {
                        assertThat(environment.explainSql(statement)).contains("TableSource");
                    } else {
                        execute(statement);
                    }
                    accepted.add(statement);
                }
            }
            for (String table : environment.listTables()) {
                assertThat(environment.explainSql("SELECT * FROM " + table))
                        .contains("TableSource");
            }
        }
        assertThat(accepted).hasSizeGreaterThan(15);
    }

    @Test
    void theFirstExampleCountsTheRecordsOfBothTopics() {
        List<String> first = statements(SQL.codeBlocks("sql").get(0));
        environment.executeSql(first.get(0));
        environment.executeSql("ALTER TABLE events SET ('scan.bounded.mode' = 'replay-end')");

        assertThat(rows("SELECT topic, SUM(records) FROM (" + first.get(1) + ") GROUP BY topic"))
                .containsExactlyInAnyOrder("+I[events, 4]", "+I[metrics, 1]");
    }

    @Test
    void thePartitionStateShowsHowMuchAReplayWouldRead() {
        assertThat(run(SQL.section("Partition state")))
                .containsExactlyInAnyOrder("+I[events, 2, 3]", "+I[metrics, 1, 1]");
    }

    @Test
    void aTimeAttributeFromMetadataWorksInBothModesAndAColumnOnlyInThatOfItsTable() {
        List<String> page = statements(SQL.section("The time attribute").codeBlocks("sql").get(0));
        var session = new GenericInMemoryCatalog("session");
        openIn(session, EnvironmentSettings.newInstance().inStreamingMode());
        environment.executeSql(page.get(0));
        environment.executeSql(
                "CREATE TABLE events_in_one_mode (`timestamp` TIMESTAMP_LTZ(3),"
                        + " WATERMARK FOR `timestamp` AS SOURCE_WATERMARK()) WITH ("
                        + "'connector' = 'kafkars', 'topic' = 'events',"
                        + " 'scan.bounded.mode' = 'replay-end', 'properties.bootstrap.servers' = '"
                        + kafka.bootstrapServers()
                        + "')");

        openIn(session, EnvironmentSettings.newInstance().inBatchMode());

        assertThat(environment.explainSql("SELECT * FROM events_in_both_modes"))
                .contains("TableSource");
        // The fault of Flink 2.2 that the page warns of; once it is mended, the page can be too.
        assertThatThrownBy(() -> environment.explainSql("SELECT * FROM events_in_one_mode"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "Conversion to relational algebra failed to preserve datatypes");
    }

    private void openIn(GenericInMemoryCatalog session, EnvironmentSettings.Builder settings) {
        open(settings);
        environment.registerCatalog("session", session);
        environment.useCatalog("session");
    }

    @Test
    void withAFormatCountingAColumnMissesWhatOnlyDecodingNotices() {
        kafka.topic("counted", 1);
        kafka.produce(
                List.of(
                        json("counted", 0, minutes(0), "{\"id\": 1}"),
                        json("counted", 0, minutes(1), "{\"id\": \"one\"}"),
                        json("counted", 0, minutes(2), "{")));
        open(EnvironmentSettings.newInstance().inBatchMode());
        for (String format : List.of("", ", 'format' = 'json', 'scan.errors.mode' = 'skip'")) {
            environment.executeSql(
                    "CREATE TEMPORARY TABLE "
                            + (format.isEmpty() ? "plain (" : "decoded (`id` INT, ")
                            + "`offset` BIGINT METADATA) WITH ('connector' = 'kafkars',"
                            + " 'topic' = 'counted', 'scan.bounded.mode' = 'replay-end',"
                            + " 'properties.bootstrap.servers' = '"
                            + kafka.bootstrapServers()
                            + "'"
                            + format
                            + ")");
        }
        String all = "SELECT COUNT(*) FROM %s WHERE `offset` >= 0";
        String column = "SELECT COUNT(`offset`) FROM %s WHERE `offset` >= 0";

        assertThat(rows(all.formatted("plain"))).containsExactly("+I[3]");
        assertThat(rows(column.formatted("plain"))).containsExactly("+I[3]");
        assertThat(rows(all.formatted("decoded"))).containsExactly("+I[1]");
        assertThat(rows(column.formatted("decoded"))).containsExactly("+I[2]");
    }

    @Test
    void aRecordWhoseKeyTheFormatSkipsHasARow() {
        kafka.topic("keyed", 1);
        kafka.produce(
                Stream.of("{\"k\": 1}", "{", "{}", null)
                        .map(key -> key == null ? null : key.getBytes(UTF_8))
                        .map(
                                key ->
                                        new ProducerRecord<>(
                                                "keyed",
                                                0,
                                                minutes(0),
                                                key,
                                                "{\"id\": 7}".getBytes(UTF_8)))
                        .toList());
        environment.executeSql(
                "CREATE TABLE keyed (`k` INT, `id` INT) WITH ('connector' = 'kafkars',"
                        + " 'topic' = 'keyed', 'scan.bounded.mode' = 'replay-end',"
                        + " 'key.format' = 'json', 'key.fields' = 'k',"
                        + " 'key.json.ignore-parse-errors' = 'true',"
                        + " 'value.format' = 'json', 'value.fields-include' = 'EXCEPT_KEY',"
                        + " 'properties.bootstrap.servers' = '"
                        + kafka.bootstrapServers()
                        + "')");

        assertThat(rows("SELECT * FROM keyed"))
                .containsExactly("+I[1, 7]", "+I[null, 7]", "+I[null, 7]", "+I[null, 7]");
    }

    @Test
    void aStoppedJobContinuesItsPlanWithMoreSubtasks() throws Exception {
        kafka.topic("archived", 2);
        kafka.produce(
                List.of(
                        reading("archived", 0, minutes(0), "a", 1),
                        reading("archived", 1, minutes(1), "b", 2)));
        String table = SQL.section("Replay, then live").codeBlocks("sql").get(0);
        environment.executeSql(statements(table).get(0).replace("'readings'", "'archived'"));
        List<List<String>> blocks =
                SQL.section("Stop, restore, rescale, upgrade").codeBlocks("sql").stream()
                        .map(block -> block.replace("'1 min'", "'100 ms'"))
                        .map(SqlPageITCase::statements)
                        .toList();
        Path archive = directory.resolve("archive");

        JobClient job = start(blocks.get(0));
        Await.until("the first readings", () -> lines(archive).size() == 2);
        String savepoint =
                job.stopWithSavepoint(
                                false,
                                directory.resolve("savepoints").toUri().toString(),
                                SavepointFormatType.CANONICAL)
                        .get();
        kafka.produce(
                List.of(
                        reading("archived", 0, minutes(2), "c", 3),
                        reading("archived", 1, minutes(3), "d", 4)));
        JobClient restored =
                start(
                        blocks.get(2).stream()
                                .map(s -> s.replaceAll("file:.*/savepoint-[-0-9a-f]*", savepoint))
                                .toList());
        Await.until("the others", () -> lines(archive).size() == 4);
        restored.cancel().get();

        assertThat(lines(archive)).containsExactlyInAnyOrder("a,1.0", "b,2.0", "c,3.0", "d,4.0");
        assertThat(environment.getConfig().get(CoreOptions.DEFAULT_PARALLELISM)).isEqualTo(2);
    }

    /** Executes the statements, and returns the job of the one that executes a plan. */
    private JobClient start(List<String> statements) {
        JobClient job = null;
        for (String statement : statements) {
            if (statement.startsWith("EXECUTE PLAN")) {
                job = environment.executeSql(statement).getJobClient().orElseThrow();
            } else {
                execute(statement);
            }
        }
        return job;
    }

    /** The lines of the files that are finished. */
    private static List<String> lines(Path directory) throws IOException {
        var lines = new ArrayList<String>();
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file :
                        files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines;
    }

    // Recipes

    @Test
    void hourlyWindows() {
        String[] expected = {"+I[1970-01-01T00:00, 3, 2.0]", "+I[1970-01-01T01:00, 2, 3.0]"};

        assertThat(recipe("Hourly windows")).containsExactly(expected);
        open(EnvironmentSettings.newInstance().inBatchMode());
        assertThat(recipe("Hourly windows")).containsExactlyInAnyOrder(expected);
    }

    @Test
    void oneOrderWithMoreThanOneSubtask() {
        assertThat(recipe("One order with more than one subtask"))
                .containsExactly(
                        "+I[1970-01-01T00:10:00Z, 0, 0, a]",
                        "+I[1970-01-01T00:20:00Z, 1, 0, b]",
                        "+I[1970-01-01T00:50:00Z, 0, 1, a]",
                        "+I[1970-01-01T01:10:00Z, 1, 1, b]",
                        "+I[1970-01-01T01:30:00Z, 0, 2, b]");
    }

    @Test
    void theLastRows() {
        assertThat(recipe("The last rows"))
                .containsExactlyInAnyOrder(
                        "+I[1970-01-01T00:50:00Z, a, 1.0]",
                        "+I[1970-01-01T01:10:00Z, b, 2.5]",
                        "+I[1970-01-01T01:30:00Z, b, 3.0]");
    }

    @Test
    void aTableForEachPartition() {
        assertThat(recipe("A table for each partition"))
                .containsExactly("+I[0, b]", "+I[1, b]", "+I[0, a]", "+I[1, a]", "+I[2, b]");
    }

    @Test
    void aJoinOfTopicsInOneOrder() {
        assertThat(recipe("A join of topics in one order"))
                .containsExactlyInAnyOrder("+I[1, 10.0, 9.5]", "+I[3, 30.0, 30.0]");
        List<String> statements =
                statements(SQL.section("A join of topics in one order").codeBlocks("sql").get(0));
        assertThat(environment.explainSql(statements.get(statements.size() - 1)))
                .contains("(reuse_id=[1])", "Reused(reference_id=[1])");
    }

    @Test
    void replayThenLive() throws Exception {
        kafka.topic("live", 1);
        kafka.produce(
                List.of(
                        reading("live", 0, minutes(0), "a", 0.1),
                        reading("live", 0, minutes(1), "a", 0.1),
                        // More than double the average too, but history.
                        reading("live", 0, minutes(2), "a", 9.0)));
        List<String> statements =
                statements(SQL.section("Replay, then live").codeBlocks("sql").get(0));
        environment.executeSql(statements.get(0).replace("'readings'", "'live'"));
        var count = new AtomicInteger();
        var sensor = Executors.newSingleThreadScheduledExecutor();
        try (var result = environment.executeSql(statements.get(1)).collect()) {
            // Each is far above the average of those before it, and is emitted once the next
            // arrives.
            sensor.scheduleWithFixedDelay(
                    () -> {
                        int n = count.incrementAndGet();
                        kafka.produce(
                                List.of(
                                        reading(
                                                "live",
                                                0,
                                                minutes(3) + n,
                                                "a",
                                                10 * Math.pow(4, n))));
                    },
                    0,
                    200,
                    TimeUnit.MILLISECONDS);
            assertThat((Double) result.next().getField("celsius")).isGreaterThan(9.0);
        } finally {
            sensor.shutdownNow();
        }
    }

    // Sessions

    private List<String> recipe(String heading) {
        run(SQL.section("Recipes").codeBlocks("sql").get(0));
        return run(SQL.section(heading));
    }

    private List<String> run(Markdown section) {
        var rows = new ArrayList<String>();
        section.codeBlocks("sql").forEach(block -> rows.addAll(run(block)));
        return rows;
    }

    /** The rows that are left at the end of each query of the block. */
    private List<String> run(String block) {
        var rows = new ArrayList<String>();
        for (String statement : statements(block)) {
            if (statement.startsWith("SELECT")) {
                rows.addAll(rows(statement));
            } else {
                environment.executeSql(statement);
            }
        }
        return rows;
    }

    private List<String> rows(String query) {
        var rows = new ArrayList<String>();
        try (var changes = environment.executeSql(query).collect()) {
            while (changes.hasNext()) {
                Row row = changes.next();
                boolean gone =
                        row.getKind() == RowKind.DELETE || row.getKind() == RowKind.UPDATE_BEFORE;
                row.setKind(RowKind.INSERT);
                if (gone) {
                    rows.remove(row.toString());
                } else {
                    rows.add(row.toString());
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(query, e);
        }
        return rows;
    }

    /** As the SQL Client does, except that statements that start or stop jobs are only parsed. */
    private void execute(String statement) {
        Operation operation =
                ((TableEnvironmentInternal) environment).getParser().parse(statement).get(0);
        if (operation instanceof SetOperation set) {
            environment.getConfig().set(set.getKey().orElseThrow(), set.getValue().orElseThrow());
        } else if (operation instanceof ResetOperation reset) {
            environment.getConfig().getConfiguration().removeKey(reset.getKey().orElseThrow());
        } else if (!(operation instanceof StopJobOperation
                || operation instanceof ExecutePlanOperation)) {
            environment.executeSql(statement);
        }
    }

    private static List<String> statements(String block) {
        return Arrays.stream(block.split(";\n"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .map(statement -> statement.replace("localhost:9092", kafka.bootstrapServers()))
                .map(statement -> statement.replace("file:///flink/", directory.toUri().toString()))
                .toList();
    }

    private static long minutes(int minutes) {
        return Instant.EPOCH.plus(Duration.ofMinutes(minutes)).toEpochMilli();
    }

    private static ProducerRecord<byte[], byte[]> reading(
            String topic, int partition, long timestamp, String sensor, double celsius) {
        return json(
                topic,
                partition,
                timestamp,
                String.format("{\"sensor\": \"%s\", \"celsius\": %s}", sensor, celsius));
    }

    private static ProducerRecord<byte[], byte[]> json(
            String topic, int partition, long timestamp, String value) {
        return new ProducerRecord<>(topic, partition, timestamp, null, value.getBytes(UTF_8));
    }
}
