// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.columns.ContentForm;
import io.kafkars.fetch.ClientFetcher;
import io.kafkars.fetch.ColumnarFetcher;
import io.kafkars.fetch.LogFetcher;
import io.kafkars.fetch.RecordContent;
import io.kafkars.fixtures.LogFiles;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordCursor;
import io.kafkars.testing.KafkaExtension;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.kafkars.testing.Records.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Log files of a broker that are damaged on its disk. A broker sends them as they are. */
@Timeout(120)
class DamagedLogITCase {

    private static final long START = 1_700_000_000_000L;

    /** How batches are read, and what is found in one with a wrong checksum. */
    enum Path {
        COLUMNAR("whose bytes have checksum") {
            @Override
            LogFetcher open(Map<String, Object> properties) {
                return new ColumnarFetcher(properties, RecordContent.ALL);
            }
        },
        CLIENT("Record is corrupt (stored crc =") {
            @Override
            LogFetcher open(Map<String, Object> properties) {
                return new ClientFetcher(new KafkaConsumer<>(properties), RecordContent.ALL);
            }
        };

        private final String found;

        Path(String found) {
            this.found = found;
        }

        abstract LogFetcher open(Map<String, Object> properties);
    }

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @ParameterizedTest
    @EnumSource
    void aBatchWithAWrongChecksumIsNamedAndNotSkipped(Path path) throws Exception {
        fill("checksum-of-one");
        LogFiles.damage(kafka.cluster(), "checksum-of-one", 1, LogFiles.RECORDS_POSITION + 8);
        var read = new ArrayList<String>();

        var failure = failureOf(path, "checksum-of-one", Map.of(), read);

        assertThat(read).as("the records before it").containsExactly("record 0");
        assertThat(failure)
                .hasMessageContaining("damaged at topic 'checksum-of-one', partition 0")
                .hasMessageContaining("next offset to fetch 1, in the batch at offset 1")
                .hasMessageContaining(path.found)
                .hasMessageContaining("not skipped, and no error policy applies")
                .hasMessageContaining("kafka-dump-log")
                .hasMessageContaining("check.crcs=false");
    }

    @ParameterizedTest
    @EnumSource
    void ifChecksumsAreNotVerifiedDamagedBytesAreRead(Path path) throws Exception {
        fill("unchecked");
        LogFiles.damage(kafka.cluster(), "unchecked", 1, LogFiles.CRC_POSITION);
        var read = new ArrayList<String>();

        try (var manager = manager(path, "unchecked", Map.of("check.crcs", "false"))) {
            poll(manager, read);
        }

        assertThat(read).containsExactly("record 0", "record 1", "record 2");
    }

    @ParameterizedTest
    @EnumSource
    void aBatchWithAnInvalidSizeIsNotATransientError(Path path) throws Exception {
        fill("size");
        for (int i = 0; i < Integer.BYTES; i++) {
            LogFiles.damage(kafka.cluster(), "size", 0, LogFiles.SIZE_POSITION + i);
        }

        var failure = failureOf(path, "size", Map.of(), new ArrayList<>());

        assertThat(failure).hasMessageContaining("log is damaged at");
    }

    private static DamagedLogException failureOf(
            Path path, String topic, Map<String, String> properties, List<String> read) {
        try (var manager = manager(path, topic, properties)) {
            return catchThrowableOfType(DamagedLogException.class, () -> poll(manager, read));
        }
    }

    private static void poll(ConsumerManager manager, List<String> values) {
        var record = new RecordCursor();
        while (!manager.isLive()) {
            record.open(manager.poll(Duration.ofSeconds(1)));
            while (record.next()) {
                values.add(new String(record.value(), UTF_8));
            }
        }
    }

    private static ConsumerManager manager(
            Path path, String topic, Map<String, String> properties) {
        var all = new HashMap<>(properties);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        var manager =
                new ConsumerManager(
                        path.open(
                                ConsumerProperties.of(all)
                                        .forConsumer("0", 1, MergeSettings.DEFAULT, false)),
                        MergeSettings.DEFAULT,
                        false,
                        ContentForm.COLUMNS,
                        LostPositionPolicy.FAIL,
                        System::currentTimeMillis);
        manager.add(
                List.of(
                        PartitionProgress.atStart(
                                new PartitionId(topic, 0), 0, 3, System.currentTimeMillis())));
        return manager;
    }

    /** Three batches of one record each. */
    private static void fill(String topic) {
        kafka.topic(topic, 1)
                .write(0, at(START), "record 0")
                .write(0, at(START + 1), "record 1")
                .write(0, at(START + 2), "record 2");
    }
}
