// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordCursor;
import io.kafkars.testing.KafkaExtension;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
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

    /** Offset in a batch of its checksum, which covers everything after it. */
    private static final int CRC_POSITION = 17;

    private static final int RECORDS_POSITION = 61;

    /** Offset in a batch of its size, which counts what follows this field. */
    private static final int SIZE_POSITION = 8;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @Test
    void aBatchWithAWrongChecksumIsNamedAndNotSkipped() throws Exception {
        fill("checksum-of-one");
        damage("checksum-of-one", 1, RECORDS_POSITION + 8);
        var read = new ArrayList<String>();

        var failure = failureOf("checksum-of-one", Map.of(), read);

        assertThat(read).as("the records before it").containsExactly("record 0");
        assertThat(failure)
                .hasMessageContaining("damaged at topic 'checksum-of-one', partition 0")
                .hasMessageContaining("next offset to fetch 1, in the batch at offset 1")
                .hasMessageContaining("Record is corrupt (stored crc =")
                .hasMessageContaining("not skipped, and no error policy applies")
                .hasMessageContaining("kafka-dump-log")
                .hasMessageContaining("check.crcs=false");
    }

    @Test
    void ifChecksumsAreNotVerifiedDamagedBytesAreRead() throws Exception {
        fill("unchecked");
        damage("unchecked", 1, CRC_POSITION);
        var read = new ArrayList<String>();

        try (var manager = manager("unchecked", Map.of("check.crcs", "false"))) {
            poll(manager, read);
        }

        assertThat(read).containsExactly("record 0", "record 1", "record 2");
    }

    @Test
    void aBatchWithAnInvalidSizeIsNotATransientError() throws Exception {
        fill("size");
        damage("size", 0, SIZE_POSITION + 3);
        damage("size", 0, SIZE_POSITION + 2);
        damage("size", 0, SIZE_POSITION + 1);
        damage("size", 0, SIZE_POSITION);

        var failure = failureOf("size", Map.of(), new ArrayList<>());

        assertThat(failure).hasMessageContaining("log is damaged at");
    }

    private static DamagedLogException failureOf(
            String topic, Map<String, String> properties, List<String> read) {
        try (var manager = manager(topic, properties)) {
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

    private static ConsumerManager manager(String topic, Map<String, String> properties) {
        var all = new HashMap<>(properties);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        var manager =
                new ConsumerManager(
                        new KafkaConsumer<byte[], byte[]>(
                                ConsumerProperties.of(all)
                                        .forConsumer("0", 1, MergeSettings.DEFAULT, false)),
                        MergeSettings.DEFAULT,
                        false,
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

    /** Inverts a byte of a batch in the file of the partition. */
    private static void damage(String topic, int batch, int position) throws IOException {
        var directory = kafka.cluster().testKit().brokers().get(0).config().logDirs().get(0);
        var segment = Path.of(directory, topic + "-0", "00000000000000000000.log");
        try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
            long start = 0;
            for (int i = 0; i < batch; i++) {
                file.seek(start + SIZE_POSITION);
                start += SIZE_POSITION + Integer.BYTES + file.readInt();
            }
            file.seek(start + position);
            int old = file.read();
            file.seek(start + position);
            file.write(~old);
        }
    }
}
