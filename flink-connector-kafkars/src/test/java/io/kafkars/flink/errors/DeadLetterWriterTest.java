// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.columns.TimestampType;
import io.kafkars.merge.RecordView;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeadLetterWriterTest {

    private static final RecordView FULL =
            record("orders", 3, 42)
                    .key("k1")
                    .value("not eight")
                    .timestamp(1_700_000_000_000L, TimestampType.LOG_APPEND_TIME)
                    .header("trace", (byte) 1)
                    .header("trace", (byte[]) null)
                    .build();

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void aLetterIsTheUnchangedRecordPlusHeadersForItsOriginAndError() throws Exception {
        take(writer(), FULL);

        ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
        assertThat(sent.topic()).isEqualTo("letters");
        assertThat(sent.partition()).isNull();
        assertThat(sent.timestamp()).as("stamped when it is written").isNull();
        assertThat(sent.key()).asString().isEqualTo("k1");
        assertThat(sent.value()).asString().isEqualTo("not eight");
        var headers = new ArrayList<String>();
        for (Header header : sent.headers()) {
            headers.add(header.key() + "=" + text(header.value()));
        }
        assertThat(headers)
                .containsExactly(
                        "trace=\u0001",
                        "trace=null",
                        "__kafkars.errors.topic=orders",
                        "__kafkars.errors.partition=3",
                        "__kafkars.errors.offset=42",
                        "__kafkars.errors.timestamp=1700000000000",
                        "__kafkars.errors.timestamp-type=LogAppendTime",
                        "__kafkars.errors.exception="
                                + "org.apache.kafka.common.errors.SerializationException",
                        "__kafkars.errors.message="
                                + "Size of data received by LongDeserializer is not 8");
    }

    @Test
    void aRecordWithoutKeyAndTimestampHasNoneInTheLetter() throws Exception {
        take(writer(), record("orders", 0, 1).value("").build());

        ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
        assertThat(sent.key()).isNull();
        assertThat(sent.value()).isEmpty();
        assertThat(text(sent.headers().lastHeader(DeadLetterHeaders.TIMESTAMP).value()))
                .isEqualTo("-1");
    }

    @Test
    void flushingWaitsForWhatWasSent() throws Exception {
        var writer = writer();
        take(writer, FULL);
        assertThat(producer.flushed()).isFalse();

        writer.flush();

        assertThat(producer.flushed()).isTrue();
    }

    @Test
    void aLetterThatWasLostFailsTheNextFlushAndAllThatFollows() throws Exception {
        var writer = writer();
        take(writer, FULL);
        producer.errorNext(new RecordTooLargeException("1 MB"));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(writer::flush)
                    .isInstanceOf(DeadLetterException.class)
                    .hasMessageContaining("Dead letters cannot be written to topic 'letters'")
                    .hasMessageContaining("RecordTooLargeException: 1 MB")
                    .hasMessageContaining("max.message.bytes");
        }
        assertThatThrownBy(() -> take(writer, FULL)).isInstanceOf(DeadLetterException.class);
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void theProducerIsClosedWithTheWriter() throws Exception {
        writer().close();

        assertThat(producer.closed()).isTrue();
    }

    @Test
    void theErrorOfALetterIsShortHoweverLongTheMessageOfTheFormatIs() throws Exception {
        var letter = DeadLetter.of(FULL, Failures.saying("x".repeat(5_000), FULL));

        assertThat(letter.error()).hasSize(DeadLetter.MAX_ERROR_LENGTH);
        assertThat(letter.toString()).doesNotContain("not eight");
    }

    private DeadLetterWriter writer() throws DeadLetterException {
        var writer = new DeadLetterWriter(() -> producer, "letters");
        writer.start();
        return writer;
    }

    private static void take(DeadLetterWriter writer, RecordView record) throws Exception {
        writer.take(record, Failures.of(record));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }
}
