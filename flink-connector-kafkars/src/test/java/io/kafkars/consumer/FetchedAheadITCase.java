package io.kafkars.consumer;

import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.RecordCursor;
import io.kafkars.testing.EmbeddedKafka;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** More partitions than may keep what was fetched of them, each far ahead of the one before it. */
class FetchedAheadITCase {

    private static final String TOPIC = "far-apart";
    private static final int PARTITIONS = FetchedAhead.MOST_KEPT + 40;
    private static final int RECORDS = 25;

    @Test
    void whatIsDroppedIsFetchedAgainInItsTurn() throws Exception {
        try (var kafka = EmbeddedKafka.start()) {
            kafka.createTopic(TOPIC, PARTITIONS);
            produce(kafka);
            var properties =
                    ConsumerProperties.of(
                            Map.of(
                                    "bootstrap.servers",
                                    kafka.bootstrapServers(),
                                    "max.poll.records",
                                    "4"));
            var topics = List.of(SourceTopic.earliest(TOPIC));
            var settings = MergeSettings.DEFAULT.withHoldRecords(2 * PARTITIONS);
            try (var consumer = new CountingConsumer(properties, settings);
                    var manager = manager(consumer, properties, topics, settings)) {
                long next = 0;
                var record = new RecordCursor();
                while (!manager.isLive()) {
                    record.open(manager.poll(Duration.ofSeconds(10)));
                    while (record.next()) {
                        assertThat(record.timestamp()).isEqualTo(next++);
                        assertThat(record.partition())
                                .isEqualTo((int) (record.timestamp() / RECORDS));
                    }
                }
                assertThat(next).isEqualTo((long) PARTITIONS * RECORDS);
                assertThat(consumer.assignments).as("one to begin with").isGreaterThan(1);
            }
        }
    }

    private static ConsumerManager manager(
            KafkaConsumer<byte[], byte[]> consumer,
            ConsumerProperties properties,
            List<SourceTopic> topics,
            MergeSettings settings) {
        var manager = new ConsumerManager(consumer, settings, false, System::currentTimeMillis);
        manager.add(
                resolve(properties, topics).partitions().stream()
                        .map(ResolvedPartition::progress)
                        .toList());
        return manager;
    }

    private static Resolution resolve(ConsumerProperties properties, List<SourceTopic> topics) {
        try (var lookup = AdminOffsetLookup.open(properties, "test")) {
            return new OffsetResolver(
                            topics,
                            ReplayEnd.latest(),
                            properties.groupId(),
                            lookup,
                            java.time.Clock.systemUTC())
                    .resolve();
        }
    }

    /** The number of a record is its timestamp; each partition has its own stretch of them. */
    private static void produce(EmbeddedKafka kafka) {
        try (var producer = kafka.producer(Map.of())) {
            for (long number = 0; number < (long) PARTITIONS * RECORDS; number++) {
                producer.send(
                        new ProducerRecord<>(
                                TOPIC, (int) (number / RECORDS), number, null, new byte[8]));
            }
        }
    }

    /** Counts how often it is told what to read. */
    private static final class CountingConsumer extends KafkaConsumer<byte[], byte[]> {

        private int assignments;

        CountingConsumer(ConsumerProperties properties, MergeSettings settings) {
            super(properties.forConsumer("0", PARTITIONS, settings, false));
        }

        @Override
        public void assign(Collection<TopicPartition> partitions) {
            assignments++;
            super.assign(partitions);
        }
    }
}
