// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.columns.Header;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;

import org.apache.flink.test.junit5.MiniClusterExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages have the content that was written, however Flink passes them on: by reference or as a
 * copy, in a chain or over the network. All of them are kept until the end, so that the test finds
 * one that changes later.
 */
class MessageObjectReuseITCase {

    private static final long SEED = 20_261_123;
    private static final long START = 1_700_000_000_000L;
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 600;
    private static final int MEGABYTE = 1_000_000;

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();
    private static final List<ProducerRecord<byte[], byte[]>> WRITTEN = new ArrayList<>();

    @BeforeAll
    static void start() {
        kafka.topic("messages", PARTITIONS);
        var random = new Random(SEED);
        for (int i = 0; i < RECORDS; i++) {
            var record =
                    new ProducerRecord<>(
                            "messages",
                            i % PARTITIONS,
                            START + i,
                            random.nextInt(4) == 0 ? null : ("key " + i).getBytes(UTF_8),
                            valueOf(i, random));
            for (int header = random.nextInt(4); header > 1; header--) {
                record.headers().add("header " + header, ("of " + i).getBytes(UTF_8));
            }
            if (i % 50 == 0) {
                record.headers().add(new RecordHeader("null", (byte[]) null));
            }
            WRITTEN.add(record);
        }
        kafka.produce(WRITTEN);
    }

    private static byte[] valueOf(int i, Random random) {
        if (i % 7 == 0) {
            return null;
        }
        byte[] value = new byte[i % 100 == 1 ? MEGABYTE : random.nextInt(50)];
        random.nextBytes(value);
        return value;
    }

    @AfterAll
    static void stop() {
        WRITTEN.clear();
    }

    @ParameterizedTest(name = "object reuse: {0}, chained: {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void messagesHaveTheWrittenContent(boolean objectReuse, boolean chained) throws Exception {
        var source = kafka.messages("messages").setBatchSize(37).stopAtReplayEnd().build();
        var replay =
                Replay.of(source)
                        .parallelism(chained ? 1 : 2)
                        .objectReuse(objectReuse)
                        .through(stream -> chained ? stream : stream.rebalance());

        var read = new ArrayList<>(replay.toList());
        read.sort(Comparator.comparingLong(Message::timestamp));
        assertThat(read).hasSize(RECORDS);
        for (int i = 0; i < RECORDS; i++) {
            assertHasContentOf(read.get(i), WRITTEN.get(i));
        }
    }

    private static void assertHasContentOf(Message message, ProducerRecord<byte[], byte[]> record) {
        assertThat(message.timestamp()).isEqualTo(record.timestamp());
        assertThat(message.partition()).isEqualTo(record.partition());
        assertThat(message.key()).as("key of %s", message).isEqualTo(record.key());
        assertThat(Arrays.equals(message.value(), record.value()))
                .as("value of %s is that of %s", message, record.timestamp())
                .isTrue();
        assertThat(message.headers())
                .as("headers of %s", message)
                .isEqualTo(
                        Arrays.stream(record.headers().toArray())
                                .map(header -> new Header(header.key(), header.value()))
                                .toList());
    }
}
