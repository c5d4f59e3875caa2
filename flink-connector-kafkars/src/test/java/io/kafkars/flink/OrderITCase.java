// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A million records over 64 partitions of 3 topics, which differ in size by a factor of more than a
 * hundred and in which timestamps repeat and go back, come out in exactly the order that sorting
 * gives, whatever the sizes of fetches, polls and batches.
 */
class OrderITCase {

    private static final int RECORDS = 1_000_000;
    private static final long SEED = 20_261_121;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long START = 1_517_443_200_000L;
    private static final List<String> TOPICS = List.of("alpha", "beta", "gamma");
    private static final int[] PARTITIONS = {8, 24, 32};

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    /** (merge key, topic, partition, offset) of each record, simply sorted. */
    private static List<Place> expected;

    record Place(long mergeKey, String topic, int partition, long offset) {}

    @BeforeAll
    static void fillTopics() {
        var random = new Random(SEED);
        var partitions = new ArrayList<PartitionWriter>();
        for (int t = 0; t < TOPICS.size(); t++) {
            kafka.topic(TOPICS.get(t), PARTITIONS[t]);
            for (int p = 0; p < PARTITIONS[t]; p++) {
                partitions.add(new PartitionWriter(TOPICS.get(t), p, random));
            }
        }
        var written = new ArrayList<ProducerRecord<byte[], byte[]>>();
        expected = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            // The minimum of several draws: a few partitions get most of the records.
            int drawn = partitions.size();
            for (int draw = 0; draw < 4; draw++) {
                drawn = Math.min(drawn, random.nextInt(partitions.size()));
            }
            written.add(partitions.get(drawn).next(expected));
        }
        kafka.produce(written);
        expected.sort(
                Comparator.comparingLong(Place::mergeKey)
                        .thenComparing(Place::topic)
                        .thenComparingInt(Place::partition)
                        .thenComparingLong(Place::offset));
    }

    @ParameterizedTest(
            name = "max.poll.records={0}, max.partition.fetch.bytes={1}, batch={2}, held={3}")
    @CsvSource({"500, 1048576, 2000, 32000", "17, 4096, 1000, 500", "10000, 65536, 1, 200000"})
    void aMillionRecordsComeOutInOrderWhateverTheSizes(
            int pollRecords, int fetchBytes, int batchSize, long heldRecords) throws Exception {
        var source =
                KafkarsSource.builder(new Places())
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(TOPICS.stream().map(SourceTopic::earliest).toList())
                        .setBatchSize(batchSize)
                        .setMaxHeldRecords(heldRecords)
                        .setProperty("max.poll.records", String.valueOf(pollRecords))
                        .setProperty("max.partition.fetch.bytes", String.valueOf(fetchBytes))
                        .stopAtReplayEnd()
                        .build();
        var env = StreamExecutionEnvironment.createLocalEnvironment(1);
        env.getConfig().enableObjectReuse();
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "ordered");
        int row = 0;
        try (CloseableIterator<Tuple4<Long, String, Integer, Long>> found =
                stream.executeAndCollect()) {
            while (found.hasNext()) {
                var next = found.next();
                var place = new Place(next.f0, next.f1, next.f2, next.f3);
                if (!place.equals(expected.get(row))) {
                    assertThat(place)
                            .as("record %d of the stream", row)
                            .isEqualTo(expected.get(row));
                }
                row++;
            }
        }
        assertThat(row).isEqualTo(RECORDS);
    }

    /** Writes one partition: mostly forward in time, with repeats, steps back and gaps. */
    private static final class PartitionWriter {

        private final String topic;
        private final int partition;
        private final Random random;
        private long timestamp;
        private long mergeKey = Long.MIN_VALUE;
        private long offset;

        PartitionWriter(String topic, int partition, Random random) {
            this.topic = topic;
            this.partition = partition;
            this.random = random;
            this.timestamp = START + random.nextInt(10) * DAY_MILLIS;
        }

        ProducerRecord<byte[], byte[]> next(List<Place> places) {
            timestamp += random.nextInt(20) == 0 ? -random.nextInt(500) : random.nextInt(3) * 250;
            mergeKey = Math.max(mergeKey, timestamp);
            places.add(new Place(mergeKey, topic, partition, offset));
            offset++;
            byte[] value = new byte[random.nextInt(40)];
            return new ProducerRecord<>(topic, partition, timestamp, null, value);
        }
    }

    /** Where each record is from, and the key that it was ordered by. */
    private static final class Places
            implements RecordDeserializationSchema<Tuple4<Long, String, Integer, Long>> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(
                RecordView record, Collector<Tuple4<Long, String, Integer, Long>> out) {
            out.collect(
                    Tuple4.of(
                            record.mergeKey(),
                            record.topic(),
                            record.partition(),
                            record.offset()));
        }

        @Override
        public TypeInformation<Tuple4<Long, String, Integer, Long>> getProducedType() {
            return Types.TUPLE(Types.LONG, Types.STRING, Types.INT, Types.LONG);
        }
    }
}
