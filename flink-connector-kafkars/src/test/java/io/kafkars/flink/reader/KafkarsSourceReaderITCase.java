// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.ReplayWatermarks;
import io.kafkars.testing.KafkaExtension;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.testutils.source.reader.SourceReaderTestBase;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Flink's own tests for source readers. */
class KafkarsSourceReaderITCase extends SourceReaderTestBase<KafkarsSplit> {

    private static final String TOPIC = "numbers";
    private static final int SPLITS = 10;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void fillTopic() {
        kafka.topic(TOPIC, SPLITS);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        try (var serializer = new IntegerSerializer()) {
            for (int split = 0; split < SPLITS; split++) {
                for (int i = 0; i < NUM_RECORDS_PER_SPLIT; i++) {
                    int number = split * NUM_RECORDS_PER_SPLIT + i;
                    records.add(
                            new ProducerRecord<>(
                                    TOPIC,
                                    split,
                                    (long) i,
                                    null,
                                    serializer.serialize(TOPIC, number)));
                }
            }
        }
        kafka.produce(records);
    }

    @Override
    protected SourceReader<Integer, KafkarsSplit> createReader() throws Exception {
        var properties =
                ConsumerProperties.of(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        return KafkarsSourceReader.create(
                RowElements.of(RecordDeserializationSchema.valueOnly(IntegerDeserializer.class)),
                partitions ->
                        new ConsumerManager(
                                new KafkaConsumer<byte[], byte[]>(
                                        properties.forConsumer(
                                                "0", 1, MergeSettings.DEFAULT, false)),
                                MergeSettings.DEFAULT,
                                false,
                                System::currentTimeMillis),
                restored -> restored,
                new ReaderSettings(
                        false,
                        true,
                        true,
                        3_600_000,
                        new ReplayWatermarks(MergeSettings.DEFAULT),
                        Long.MAX_VALUE,
                        true,
                        DriftSettings.DEFAULT),
                new TestingReaderContext());
    }

    @Override
    protected List<KafkarsSplit> getSplits(int splits, int recordsPerSplit, Boundedness bounded) {
        return IntStream.range(0, splits)
                .mapToObj(split -> getSplit(split, recordsPerSplit, bounded))
                .toList();
    }

    @Override
    protected KafkarsSplit getSplit(int split, int records, Boundedness bounded) {
        return new KafkarsSplit(
                PartitionProgress.atStart(
                        new PartitionId(TOPIC, split), 0, records, System.currentTimeMillis()),
                Uuid.ZERO_UUID);
    }

    @Override
    protected long getNextRecordIndex(KafkarsSplit split) {
        return split.progress().nextOffset();
    }
}
