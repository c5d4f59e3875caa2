// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.columns.Header;
import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.message.Message;
import io.kafkars.merge.RecordView;
import io.kafkars.validation.Explanation;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Writes records to a topic of dead letters, exactly as they were read.
 *
 * <p>Their timestamps go into a header. If the letters kept them, the retention of their topic
 * would delete the records of a long replay at once, and the broker could reject those from the
 * future.
 */
final class DeadLetterWriter implements FailedRecords {

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final String topic;

    /** The first failure, set by the producer's thread; no later letter can be acknowledged. */
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /** {@code null} until the start. */
    private Producer<byte[], byte[]> producer;

    /**
     * @param producers creates the one producer, at the start; {@link #close} closes it
     */
    DeadLetterWriter(Supplier<Producer<byte[], byte[]>> producers, String topic) {
        this.producers = producers;
        this.topic = topic;
    }

    /** Checks that the topic exists, so that a missing one does not fail the job hours later. */
    @Override
    public void start() throws DeadLetterException {
        try {
            producer = producers.get();
            producer.partitionsFor(topic);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw notWritable(e);
        }
    }

    @Override
    public void take(RecordView record, DeserializationException error) throws DeadLetterException {
        throwIfFailed();
        DeadLetter letter = DeadLetter.of(record, error);
        try {
            producer.send(
                    toSend(letter),
                    (metadata, exception) -> {
                        if (exception != null) {
                            failure.compareAndSet(null, exception);
                        }
                    });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            failure.compareAndSet(null, e);
            throwIfFailed();
        }
    }

    private ProducerRecord<byte[], byte[]> toSend(DeadLetter letter) {
        Message record = letter.record();
        var copy = new ProducerRecord<>(topic, record.key(), record.value());
        Headers headers = copy.headers();
        for (Header header : record.headers()) {
            headers.add(header.key(), header.value());
        }
        add(headers, DeadLetterHeaders.TOPIC, record.topic());
        add(headers, DeadLetterHeaders.PARTITION, record.partition());
        add(headers, DeadLetterHeaders.OFFSET, record.offset());
        add(headers, DeadLetterHeaders.TIMESTAMP, record.timestamp());
        add(headers, DeadLetterHeaders.TIMESTAMP_TYPE, timestampType(record));
        add(headers, DeadLetterHeaders.EXCEPTION, letter.exception());
        add(headers, DeadLetterHeaders.MESSAGE, letter.error());
        return copy;
    }

    /** Kafka's name of the record's timestamp type. */
    private static String timestampType(Message record) {
        return switch (record.timestampType()) {
            case NONE -> "NoTimestampType";
            case CREATE_TIME -> "CreateTime";
            case LOG_APPEND_TIME -> "LogAppendTime";
        };
    }

    private static void add(Headers headers, String name, Object value) {
        headers.add(name, String.valueOf(value).getBytes(UTF_8));
    }

    /**
     * Waits for Kafka's acknowledgements, for at most the producer's {@code delivery.timeout.ms}.
     */
    @Override
    public void flush() throws DeadLetterException {
        producer.flush();
        throwIfFailed();
    }

    private void throwIfFailed() throws DeadLetterException {
        Exception first = failure.get();
        if (first != null) {
            throw notWritable(first);
        }
    }

    private DeadLetterException notWritable(Exception cause) {
        String message =
                String.format(
                        "Dead letters cannot be written to topic '%s': %s: %s. The records are read"
                                + " again after a restart. What to do: check that the topic exists,"
                                + " that the user of the source has the permission WRITE on it,"
                                + " and that its max.message.bytes is as large as that of the"
                                + " topics that are read; or choose another topic (setErrorPolicy,"
                                + " 'scan.errors.dead-letter.topic')",
                        topic, cause.getClass().getSimpleName(), Explanation.reason(cause));
        return Explanation.of(new DeadLetterException(message), cause);
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
