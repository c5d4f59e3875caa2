// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.errors.DeadLetterHeaders;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.test.junit5.MiniClusterExtension;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

import static io.kafkars.flink.table.SqlSession.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Tables with records that their formats cannot decode. */
@Timeout(120)
class ErrorModeITCase {

    private static final String BROKEN = "{\"a\":2,\"b\":";

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @Test
    void aRecordThatCannotBeDecodedIsSkipped() {
        fill("skipped");
        var sql = table("skipped", "scan.errors.mode", "skip");

        assertThat(sql.lines("SELECT a, b FROM skipped")).containsExactly("+I[1, x]", "+I[3, z]");
    }

    @Test
    void aDeadLetterIsTheWholeRecordWhateverColumnsAreSelected() {
        fill("lettered");
        kafka.topic("letters", 1);
        var sql =
                table(
                        "lettered",
                        "scan.errors.mode",
                        "dead-letter",
                        "scan.errors.dead-letter.topic",
                        "letters");

        assertThat(sql.lines("SELECT a FROM lettered")).containsExactly("+I[1]", "+I[3]");

        List<ConsumerRecord<byte[], byte[]>> letters = kafka.topic("letters").records();
        assertThat(letters).hasSize(1);
        ConsumerRecord<byte[], byte[]> letter = letters.get(0);
        assertThat(letter.key()).isEqualTo("k2".getBytes(UTF_8));
        assertThat(letter.value()).isEqualTo(BROKEN.getBytes(UTF_8));
        assertThat(letter.headers().lastHeader("trace").value()).isEqualTo(new byte[] {7});
        assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("lettered");
        assertThat(header(letter, DeadLetterHeaders.PARTITION)).isEqualTo("0");
        assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("1");
        assertThat(header(letter, DeadLetterHeaders.TIMESTAMP)).isEqualTo("2");
        assertThat(header(letter, DeadLetterHeaders.TIMESTAMP_TYPE)).isEqualTo("CreateTime");
        assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).endsWith("Exception");
        assertThat(header(letter, DeadLetterHeaders.MESSAGE)).contains("JSON");
    }

    @Test
    void aKeyThatCannotBeDecodedCountsAsWell() {
        kafka.topic("keys", 1);
        kafka.produce(
                List.of(record("keys", 1L, "{oops", "a"), record("keys", 2L, "{\"id\":5}", "b")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "keys",
                                "id INT, v STRING",
                                "key.format",
                                "json",
                                "key.fields",
                                "id",
                                "value.format",
                                "raw",
                                "value.fields-include",
                                "EXCEPT_KEY",
                                "scan.errors.mode",
                                "skip");

        assertThat(sql.lines("SELECT id, v FROM keys")).containsExactly("+I[5, b]");
    }

    /** An update is two rows, of which the second cannot be decoded. */
    @Test
    void aChangeGivesNoRowIfOneOfItsRowsCannotBeDecoded() {
        kafka.topic("changes", 1);
        kafka.produce(
                List.of(
                        record("changes", 1L, "k", "{\"op\":\"c\",\"after\":{\"id\":1}}"),
                        record("changes", 2L, "k", "{\"op\":\"u\",\"before\":{\"id\":1}}"),
                        record(
                                "changes",
                                3L,
                                "k",
                                "{\"op\":\"d\",\"before\":{\"id\":1},\"after\":null}")));
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "changes",
                                "id INT",
                                "format",
                                "debezium-json",
                                "scan.errors.mode",
                                "skip");

        assertThat(sql.lines("SELECT id FROM changes")).containsExactly("+I[1]", "-D[1]");
    }

    @Test
    void theOptionsOfAFormatTakePrecedence() {
        fill("ignored");
        var sql = table("ignored", "json.ignore-parse-errors", "true", "scan.errors.mode", "fail");

        assertThat(sql.lines("SELECT a FROM ignored")).containsExactly("+I[1]", "+I[3]");
    }

    @Test
    void anArrowValueThatCannotBeReadIsSkipped() {
        kafka.topic("arrow", 1);
        kafka.produce(
                List.of(record("arrow", 1L, "k", "no stream"), record("arrow", 2L, "k", null)));
        var failing = SqlSession.streaming(kafka).table("arrow", "a INT", "format", "arrow");
        assertThatThrownBy(() -> failing.rows("SELECT * FROM arrow"))
                .hasStackTraceContaining("topic 'arrow', partition 0, offset 0 could not be");

        var skipping =
                SqlSession.streaming(kafka)
                        .table("arrow", "a INT", "format", "arrow", "scan.errors.mode", "skip");
        assertThat(skipping.rows("SELECT * FROM arrow")).isEmpty();
    }

    /** It is all that Flink's SQL Client shows. */
    @Test
    void theInnermostCauseSaysWhichRecordWhatIsWrongAndWhichOption() {
        fill("shown");
        assertThat(shown(table("shown"), "SELECT a, b FROM shown"))
                .startsWith("Record at topic 'shown', partition 0, offset 1 could not be")
                .contains("Expected: ROW<`a` INT, `b` STRING> NOT NULL, as read by format 'json'")
                .contains("root cause: ", "scan.errors.mode")
                .doesNotContain("io.kafkars");

        kafka.topic("shown-keys", 1);
        kafka.produce(List.of(record("shown-keys", 1L, "{oops", "a")));
        var keys =
                SqlSession.streaming(kafka)
                        .table(
                                "shown-keys",
                                "id INT, v STRING",
                                "key.format",
                                "json",
                                "key.fields",
                                "id",
                                "value.format",
                                "raw",
                                "value.fields-include",
                                "EXCEPT_KEY");
        assertThat(shown(keys, "SELECT id FROM `shown-keys`"))
                .startsWith("Record at topic 'shown-keys', partition 0, offset 0 could not be")
                .contains("format 'json' of the key and format 'raw' of the value");

        var notNull =
                SqlSession.streaming(kafka).table("shown", "c INT NOT NULL", "format", "json");
        assertThat(shown(notNull, "SELECT c FROM shown"))
                .startsWith("Record at topic 'shown', partition 0, offset 0 could not be")
                .contains("; column 'c' is NOT NULL and decoded from the value, but");

        var arrow = SqlSession.streaming(kafka).table("shown", "a INT", "format", "arrow");
        assertThat(shown(arrow, "SELECT a FROM shown"))
                .startsWith("Record at topic 'shown', partition 0, offset 0 could not be")
                .contains(
                        "as read by format 'arrow'", "; Arrow IPC stream is truncated or damaged");
    }

    /** What the SQL Client shows of the failure of a query: see {@code CliStrings} of Flink. */
    private static String shown(SqlSession sql, String query) {
        Throwable shown = catchThrowable(() -> sql.rows(query));
        while (shown.getCause() != null && shown.getCause().getMessage() != null) {
            shown = shown.getCause();
        }
        return shown.getMessage();
    }

    private static SqlSession table(String topic, String... options) {
        var all = new String[options.length + 2];
        all[0] = "format";
        all[1] = "json";
        System.arraycopy(options, 0, all, 2, options.length);
        return SqlSession.streaming(kafka).table(topic, "a INT, b STRING", all);
    }

    private static void fill(String topic) {
        kafka.topic(topic, 1);
        ProducerRecord<byte[], byte[]> broken = record(topic, 2L, "k2", BROKEN);
        broken.headers().add("trace", new byte[] {7});
        kafka.produce(
                List.of(
                        record(topic, 1L, "k1", "{\"a\":1,\"b\":\"x\"}"),
                        broken,
                        record(topic, 3L, "k3", "{\"a\":3,\"b\":\"z\"}")));
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
