// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.message.Message;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A Kafka broker for the tests of a class. It is started once, before the first test, and closed
 * after the last.
 *
 * <pre>{@code
 * @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();
 * }</pre>
 *
 * <p>Each test has topics of its own: those that are created during a test, or in a
 * {@code @BeforeEach} method, are deleted after it. Those of a {@code @BeforeAll} method are there
 * for all tests of the class. Tests that run in parallel must create their topics in a
 * {@code @BeforeAll} method, with different names.
 *
 * <p>The field must be static. Failures of the broker are {@link IllegalStateException}s. The
 * methods may be called from any thread, during the tests.
 */
@PublicEvolving
public final class KafkaExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final Supplier<EmbeddedKafka> starter;
    private final Set<String> topicsOfTest = new HashSet<>();
    private EmbeddedKafka kafka;

    /** A class of tests and those nested in it that are running. */
    private int classes;

    private boolean inTest;

    private KafkaExtension(Supplier<EmbeddedKafka> starter) {
        this.starter = starter;
    }

    /** One broker with default properties, with which it starts quickly. */
    public static KafkaExtension create() {
        return create(Map.of());
    }

    /** One broker with these broker properties on top of the defaults. */
    public static KafkaExtension create(Map<String, String> brokerProperties) {
        var properties = new HashMap<>(Compaction.BROKER);
        properties.putAll(brokerProperties);
        return of(() -> EmbeddedKafka.start(properties));
    }

    /** A cluster that {@code starter} starts. The extension closes it. */
    public static KafkaExtension of(Supplier<EmbeddedKafka> starter) {
        return new KafkaExtension(starter);
    }

    // Topics

    /** A topic that exists, whoever created it. */
    public TestTopic topic(String name) {
        return cluster().topic(name);
    }

    /**
     * Creates a topic with one replica.
     *
     * @param partitions how many partitions it has
     */
    public TestTopic topic(String name, int partitions) {
        return topic(name, partitions, Map.of());
    }

    /**
     * Creates a topic with one replica.
     *
     * @param configs topic settings such as {@code retention.ms}
     */
    public synchronized TestTopic topic(String name, int partitions, Map<String, String> configs) {
        TestTopic topic = cluster().createTopic(name, partitions, configs);
        if (inTest) {
            topicsOfTest.add(name);
        }
        return topic;
    }

    /**
     * Creates a compacted topic. The broker may compact it at any time; {@link TestTopic#compact()}
     * compacts it at once.
     */
    public TestTopic compactedTopic(String name, int partitions) {
        return topic(name, partitions, Compaction.TOPIC);
    }

    /** Sends records of any topics in their order, and waits until all are acknowledged. */
    public void produce(Iterable<ProducerRecord<byte[], byte[]>> records) {
        cluster().produce(records);
    }

    // Clients

    /** Addresses of all brokers: {@code host:port}, separated by commas. */
    public String bootstrapServers() {
        return cluster().bootstrapServers();
    }

    /** The builder of a source that reads all records of these topics, from the earliest on. */
    public KafkarsSourceBuilder<Message> messages(String... topics) {
        return KafkarsSource.messages()
                .setBootstrapServers(bootstrapServers())
                .setTopics(Arrays.stream(topics).map(SourceTopic::earliest).toList());
    }

    /** An admin client of the broker; closed with it. */
    public Admin admin() {
        return cluster().admin();
    }

    /**
     * The cluster itself.
     *
     * @throws IllegalStateException if it does not run
     */
    public synchronized EmbeddedKafka cluster() {
        if (kafka == null) {
            throw new IllegalStateException(
                    "Kafka does not run: the field of the KafkaExtension must be static and have"
                            + " @RegisterExtension, and be used in tests and @Before methods only");
        }
        return kafka;
    }

    // The life of a test class

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        classes++;
        if (classes == 1) {
            kafka = starter.get();
        }
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        inTest = true;
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        inTest = false;
        if (!topicsOfTest.isEmpty()) {
            // The test may have deleted some itself.
            var left = cluster().existing(topicsOfTest);
            topicsOfTest.clear();
            cluster().deleteTopics(left);
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        classes--;
        if (classes == 0 && kafka != null) {
            EmbeddedKafka ended = kafka;
            kafka = null;
            ended.close();
        }
    }
}
