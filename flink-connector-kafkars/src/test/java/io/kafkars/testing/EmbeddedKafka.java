// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.server.common.MetadataVersion;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real Kafka cluster in this process, built on Kafka's own test kit. By default it is one node,
 * which is both broker and controller. Its files are in a temporary directory, which {@link
 * #close()} deletes. In a JUnit test, {@link KafkaExtension} starts and closes the cluster.
 *
 * <p>Topics are not created automatically. A change is visible on every broker when the method
 * returns. Failures of the cluster are {@link IllegalStateException}s. Any thread may call the
 * methods.
 */
@PublicEvolving
public final class EmbeddedKafka implements AutoCloseable {

    /** With these, one broker starts quickly, and serves groups and transactions by itself. */
    private static final Map<String, String> BROKER_DEFAULTS =
            Map.ofEntries(
                    Map.entry("auto.create.topics.enable", "false"),
                    Map.entry("delete.topic.enable", "true"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    Map.entry("offsets.topic.num.partitions", "1"),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("transaction.state.log.num.partitions", "1"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                    Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    // Tests stamp records as they like, long ago or ahead.
                    Map.entry("log.retention.ms", "-1"),
                    Map.entry("log.message.timestamp.after.max.ms", "" + Long.MAX_VALUE),
                    // Two index files are mapped for every partition.
                    Map.entry("log.index.size.max.bytes", "1048576"));

    private final KafkaClusterTestKit cluster;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    private EmbeddedKafka(KafkaClusterTestKit cluster) {
        this.cluster = cluster;
        this.admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
        this.producer = producer(Map.of());
    }

    /** Starts one broker. */
    public static EmbeddedKafka start() {
        return start(1, Map.of());
    }

    /** Starts one broker with these broker properties on top of the defaults. */
    public static EmbeddedKafka start(Map<String, String> brokerProperties) {
        return start(1, brokerProperties);
    }

    /** Starts this number of brokers. The first is also the controller. */
    public static EmbeddedKafka start(int brokers, Map<String, String> brokerProperties) {
        var metadata =
                BootstrapMetadata.fromVersion(MetadataVersion.latestProduction(), "embedded Kafka");
        return start(brokers, brokerProperties, metadata);
    }

    /**
     * Starts one broker with a topic whose id the caller chooses; topics created later get random
     * ids. A savepoint contains the ids of its topics, so one that is kept in a repository can only
     * be restored with such a topic. The leader epochs of the topic are the same in every run, too:
     * the broker is not fenced while it runs, even on a slow machine.
     */
    public static EmbeddedKafka startWithTopic(String topic, Uuid topicId, int partitions) {
        var neverFenced = Map.of("broker.session.timeout.ms", "600000");
        var kafka = start(1, neverFenced, TopicFromTheBeginning.of(topic, topicId, partitions));
        try {
            kafka.awaitServed(topic, partitions);
            return kafka;
        } catch (RuntimeException | Error e) {
            kafka.close();
            throw e;
        }
    }

    private static EmbeddedKafka start(
            int brokers, Map<String, String> brokerProperties, BootstrapMetadata metadata) {
        return unchecked(
                "start",
                () -> {
                    var nodes =
                            new TestKitNodes.Builder(metadata)
                                    .setCombined(true)
                                    .setNumBrokerNodes(brokers)
                                    .setNumControllerNodes(1)
                                    .build();
                    var builder = new KafkaClusterTestKit.Builder(nodes);
                    BROKER_DEFAULTS.forEach(builder::setConfigProp);
                    brokerProperties.forEach(builder::setConfigProp);
                    var cluster = builder.build();
                    try {
                        cluster.format();
                        cluster.startup();
                        cluster.waitForReadyBrokers();
                        return new EmbeddedKafka(cluster);
                    } catch (Exception | Error e) {
                        try {
                            cluster.close();
                        } catch (Exception alsoFailed) {
                            e.addSuppressed(alsoFailed);
                        }
                        throw e;
                    }
                });
    }

    /** Addresses of all brokers: {@code host:port}, separated by commas. */
    public String bootstrapServers() {
        return cluster.bootstrapServers();
    }

    /** An admin client of this cluster; closed with it. */
    public Admin admin() {
        return admin;
    }

    /** Kafka's own test kit, for what this class has no method for. */
    public KafkaClusterTestKit testKit() {
        return cluster;
    }

    /** Returns a topic that exists already. */
    public TestTopic topic(String topic) {
        return new TestTopic(this, topic);
    }

    /** Creates a topic with default settings and one replica. */
    public TestTopic createTopic(String topic, int partitions) {
        return createTopic(topic, partitions, Map.of());
    }

    /**
     * Creates a topic with one replica, and waits until every partition is served by its leader.
     *
     * @param configs topic settings such as {@code cleanup.policy}
     */
    public TestTopic createTopic(String topic, int partitions, Map<String, String> configs) {
        return create(new NewTopic(topic, partitions, (short) 1).configs(configs));
    }

    /** Creates a topic with replicas, and waits until every partition is served by its leader. */
    public TestTopic createReplicatedTopic(String topic, int partitions, int replicas) {
        return create(new NewTopic(topic, partitions, (short) replicas));
    }

    private TestTopic create(NewTopic topic) {
        unchecked("create " + topic.name(), () -> admin.createTopics(List.of(topic)).all().get());
        awaitServed(topic.name(), topic.numPartitions());
        return topic(topic.name());
    }

    /**
     * Stops a broker as an operator would; it keeps its files and its port. The controller in the
     * same node keeps running.
     *
     * @param broker a number below that of the brokers
     */
    public void stopBroker(int broker) {
        var server = cluster.brokers().get(broker);
        server.shutdown();
        server.awaitShutdown();
    }

    /** Starts a broker that was stopped, and waits until the controller lets it serve again. */
    public void startBroker(int broker) {
        cluster.brokers().get(broker).startup();
        unchecked(
                "start broker " + broker,
                () -> {
                    cluster.waitForReadyBrokers();
                    return null;
                });
    }

    /** Raises the number of partitions, and waits until all are served. */
    public void addPartitions(String topic, int newTotal) {
        unchecked(
                "add partitions to " + topic,
                () ->
                        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(newTotal)))
                                .all()
                                .get());
        awaitServed(topic, newTotal);
    }

    /** Deletes a topic, and waits until no broker knows it any more. */
    public void deleteTopic(String topic) {
        deleteTopics(List.of(topic));
    }

    /** Deletes topics, and waits until no broker knows any of them. */
    void deleteTopics(Collection<String> topics) {
        unchecked("delete " + topics, () -> admin.deleteTopics(topics).all().get());
        await(
                "every broker to forget " + topics,
                () ->
                        cluster.brokers().values().stream()
                                .noneMatch(
                                        broker ->
                                                topics.stream()
                                                        .anyMatch(
                                                                broker.metadataCache()::contains)));
    }

    /**
     * Checks that the partitions of records exist. A producer would wait a minute for one that does
     * not.
     */
    void requirePartitions(String topic, List<ProducerRecord<byte[], byte[]>> records) {
        var broker = cluster.brokers().values().iterator().next();
        int partitions = broker.metadataCache().numPartitions(topic).orElse(0);
        for (var record : records) {
            if (record.partition() < 0 || record.partition() >= partitions) {
                throw new IllegalArgumentException(
                        String.format(
                                "Topic '%s' has %d partitions, numbered from 0, so there is no"
                                        + " partition %d to write to",
                                topic, partitions, record.partition()));
            }
        }
    }

    /** Those of the topics that exist. */
    List<String> existing(Collection<String> topics) {
        return unchecked("list topics", () -> admin.listTopics().names().get()).stream()
                .filter(topics::contains)
                .toList();
    }

    /** Sends the records in their order, and waits until all are acknowledged. */
    public void produce(Iterable<ProducerRecord<byte[], byte[]>> records) {
        var failure = new AtomicReference<Exception>();
        for (var record : records) {
            producer.send(
                    record,
                    (metadata, exception) -> {
                        if (exception != null) {
                            failure.compareAndSet(null, exception);
                        }
                    });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot produce", failure.get());
        }
    }

    /**
     * A producer of this cluster; the caller closes it. It sends large batches and waits for all
     * acknowledgements, unless the properties say otherwise.
     */
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrapServers());
        config.put("acks", "all");
        config.put("linger.ms", 5);
        config.put("batch.size", 256 * 1024);
        config.put("buffer.memory", 64L << 20);
        config.putAll(properties);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
        admin.close(Duration.ofSeconds(10));
        unchecked(
                "stop",
                () -> {
                    cluster.close();
                    return null;
                });
    }

    private void awaitServed(String topic, int partitions) {
        await(
                "every broker to know the leaders of " + topic,
                () ->
                        cluster.brokers().values().stream()
                                .allMatch(
                                        broker ->
                                                IntStream.range(0, partitions)
                                                        .allMatch(
                                                                number ->
                                                                        broker.metadataCache()
                                                                                .getLeaderAndIsr(
                                                                                        topic,
                                                                                        number)
                                                                                .isPresent())));
        // A leader may be known before it has opened the log. Only an answer shows that it serves.
        var latest =
                IntStream.range(0, partitions)
                        .mapToObj(number -> new TopicPartition(topic, number))
                        .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
        unchecked("read the ends of " + topic, () -> admin.listOffsets(latest).all().get());
    }

    private static void await(String what, Callable<Boolean> condition) {
        unchecked(
                "wait for " + what,
                () -> {
                    Await.until(what, condition);
                    return null;
                });
    }

    /**
     * Runs an action that is not expected to fail.
     *
     * @param what what it does, to follow "Cannot"
     */
    static <T> T unchecked(String what, Callable<T> action) {
        try {
            return action.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: cannot " + what, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot " + what, e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException("Cannot " + what, e);
        }
    }
}
