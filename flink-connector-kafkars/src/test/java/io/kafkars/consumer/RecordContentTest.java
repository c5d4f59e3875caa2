// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.columns.ContentForm;
import io.kafkars.fetch.ClientFetcher;
import io.kafkars.fetch.RecordContent;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordCursor;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class RecordContentTest {

    private static byte[] read(Deserializer<byte[]> deserializer) {
        ByteBuffer inTheClientsBuffer = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2);
        return deserializer.deserialize("t", new RecordHeaders(), inTheClientsBuffer);
    }

    @Test
    void onlyTheWantedContentIsCopied() {
        var keysOnly = new RecordContent(true, false, false);
        assertThat(read(keysOnly.keyDeserializer())).containsExactly(1, 2);
        assertThat(read(keysOnly.valueDeserializer())).isNull();

        var valuesOnly = new RecordContent(false, true, false);
        assertThat(read(valuesOnly.keyDeserializer())).isNull();
        assertThat(read(valuesOnly.valueDeserializer())).containsExactly(1, 2);
    }

    @Test
    void aManagerCopiesOnlyTheWantedContent() {
        var id = new PartitionId("a", 0);
        var partition = new TopicPartition("a", 0);
        var consumer = new ScriptedConsumer();
        var manager =
                new ConsumerManager(
                        new ClientFetcher(consumer, new RecordContent(true, false, true)),
                        MergeSettings.DEFAULT,
                        true,
                        ContentForm.ARRAYS,
                        LostPositionPolicy.FAIL,
                        () -> 0);
        manager.add(List.of(PartitionProgress.atStart(id, 0, 1, 0)));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.deliver(partition, 0, 5, "key", "value");
        var record = new RecordCursor();
        record.open(manager.poll(Duration.ZERO));
        assertThat(record.next()).isTrue();
        assertThat(record.key()).asString().isEqualTo("key");
        assertThat(record.value()).isNull();
        assertThat(record.timestamp()).isEqualTo(5);
    }
}
