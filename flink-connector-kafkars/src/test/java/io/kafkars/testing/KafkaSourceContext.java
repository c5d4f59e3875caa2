package io.kafkars.testing;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.topics.OffsetPolicy;

import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What Flink's test suite for sources needs of Kafka: a new split is either a new partition of one
 * topic, or a new topic. The source subscribes by pattern, because the suite makes it before there
 * is any topic.
 */
public final class KafkaSourceContext implements DataStreamSourceExternalContext<String> {

    private static final int RECORDS_PER_SPLIT = 150;

    private final EmbeddedKafka kafka;
    private final boolean splitIsTopic;
    private final String prefix = "suite-" + UUID.randomUUID();
    private int splits;

    private KafkaSourceContext(EmbeddedKafka kafka, boolean splitIsTopic) {
        this.kafka = kafka;
        this.splitIsTopic = splitIsTopic;
    }

    /** Splits are partitions of one topic, or topics with one partition each. */
    public static ExternalContextFactory<KafkaSourceContext> factory(
            Supplier<EmbeddedKafka> kafka, boolean splitIsTopic) {
        return testName -> new KafkaSourceContext(kafka.get(), splitIsTopic);
    }

    @Override
    public Source<String, ?, ?> createSource(TestingSourceSettings settings) {
        var builder =
                KafkarsSource.values(new SimpleStringSchema())
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopicPattern(Pattern.compile(prefix + ".*"))
                        .setStartingOffsets(OffsetPolicy.earliest())
                        .setPartitionDiscoveryInterval(Duration.ofMillis(200));
        return settings.getBoundedness() == Boundedness.BOUNDED
                ? builder.stopAtReplayEnd().build()
                : builder.build();
    }

    @Override
    public ExternalSystemSplitDataWriter<String> createSourceSplitDataWriter(
            TestingSourceSettings settings) {
        int split = splits++;
        String topic = splitIsTopic ? prefix + "-" + split : prefix;
        int partition = splitIsTopic ? 0 : split;
        if (partition == 0) {
            kafka.createTopic(topic, 1);
        } else {
            kafka.addPartitions(topic, partition + 1);
        }
        return new Writer(topic, partition);
    }

    @Override
    public List<String> generateTestData(
            TestingSourceSettings settings, int splitIndex, long seed) {
        var random = new Random(seed);
        var values = new ArrayList<String>();
        for (int i = 0; i < RECORDS_PER_SPLIT; i++) {
            values.add(splitIndex + "-" + i + "-" + Long.toString(random.nextLong(), 36));
        }
        return values;
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return TypeInformation.of(String.class);
    }

    @Override
    public List<URL> getConnectorJarPaths() {
        return List.of();
    }

    @Override
    public void close() {
        for (int split = 0; split < (splitIsTopic ? splits : Math.min(1, splits)); split++) {
            kafka.deleteTopic(splitIsTopic ? prefix + "-" + split : prefix);
        }
    }

    @Override
    public String toString() {
        return splitIsTopic ? "a topic for each split" : "a partition for each split";
    }

    private final class Writer implements ExternalSystemSplitDataWriter<String> {

        private final String topic;
        private final int partition;

        Writer(String topic, int partition) {
            this.topic = topic;
            this.partition = partition;
        }

        @Override
        public void writeRecords(List<String> records) {
            kafka.produce(
                    records.stream()
                            .map(value -> value.getBytes(StandardCharsets.UTF_8))
                            .map(
                                    value ->
                                            new ProducerRecord<byte[], byte[]>(
                                                    topic, partition, null, value))
                            .toList());
        }

        @Override
        public void close() {
            // Nothing to close: the producer is the cluster's.
        }
    }
}
