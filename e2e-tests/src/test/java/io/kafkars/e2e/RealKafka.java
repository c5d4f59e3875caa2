// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.testing.Await;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brokers in containers, from Kafka's own image in the version of the client; each is also a
 * controller. They keep their ports and logs when they are stopped and started again. Broker
 * numbers start at 1.
 */
final class RealKafka implements AutoCloseable {

    static final int BROKERS = 3;

    private static final int PORT_IN_CONTAINER = 9092;
    private static final int TERMINATED = 15;
    private static final int KILLED = 9;

    private final Network network = Network.newNetwork();
    private final List<Broker> brokers = new ArrayList<>();
    private Admin admin;

    /**
     * Whether to run tests with containers: if there is a Docker engine, or if {@code
     * KAFKARS_DOCKER} is {@code required}, in which case they fail without one.
     */
    static boolean isExpected() {
        if ("required".equals(System.getenv("KAFKARS_DOCKER"))) {
            return true;
        }
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException e) {
            // An engine that cannot be used, for example without the helper image of
            // Testcontainers.
            return false;
        }
    }

    static RealKafka start() throws IOException {
        var kafka = new RealKafka();
        try {
            for (int number = 1; number <= BROKERS; number++) {
                kafka.brokers.add(new Broker(number, kafka.network));
            }
            Startables.deepStart(kafka.brokers).join();
            kafka.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
            return kafka;
        } catch (IOException | RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    String bootstrapServers() {
        return brokers.stream()
                .map(broker -> "localhost:" + broker.port)
                .collect(Collectors.joining(","));
    }

    Admin admin() {
        return admin;
    }

    /** Creates a topic with a replica on every broker, and waits until all are in sync. */
    void createTopic(String topic, int partitions) throws Exception {
        var replicated =
                new NewTopic(topic, partitions, (short) BROKERS)
                        .configs(Map.of("min.insync.replicas", "2", "retention.ms", "-1"));
        admin.createTopics(List.of(replicated)).all().get();
        awaitInSync(topic);
    }

    void awaitInSync(String topic) throws Exception {
        Await.until(
                "replicas of " + topic + " in sync",
                () -> partitions(topic).stream().allMatch(p -> p.isr().size() == BROKERS));
    }

    List<TopicPartitionInfo> partitions(String topic) throws InterruptedException {
        try {
            return description(topic).partitions();
        } catch (ExecutionException e) {
            // The broker that was asked does not know the topic, or has stopped.
            return List.of(new TopicPartitionInfo(0, null, List.of(), List.of()));
        }
    }

    private TopicDescription description(String topic)
            throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    }

    int leader(String topic, int partition) throws InterruptedException, ExecutionException {
        var leader = description(topic).partitions().get(partition).leader();
        return leader == null ? -1 : leader.id();
    }

    /** Stops a broker as its operator does: it hands over its partitions first. */
    void stop(int number) throws Exception {
        brokers.get(number - 1).end(TERMINATED);
    }

    /** Ends a broker abruptly, as a power cut does. */
    void kill(int number) throws Exception {
        brokers.get(number - 1).end(KILLED);
    }

    /** Starts a broker that was stopped or killed. */
    void restart(int number) {
        var broker = brokers.get(number - 1);
        broker.getDockerClient().startContainerCmd(broker.getContainerId()).exec();
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
        }
        brokers.forEach(Broker::stop);
        network.close();
    }

    private static final class Broker extends KafkaContainer {

        private final int port;

        Broker(int number, Network network) throws IOException {
            super(DockerImageName.parse("apache/kafka").withTag(AppInfoParser.getVersion()));
            this.port = freePort();
            addFixedExposedPort(port, PORT_IN_CONTAINER);
            withNetwork(network);
            withNetworkAliases("broker-" + number);
            withEnv("KAFKA_NODE_ID", "" + number);
            withEnv(
                    "KAFKA_CONTROLLER_QUORUM_VOTERS",
                    IntStream.rangeClosed(1, BROKERS)
                            .mapToObj(voter -> voter + "@broker-" + voter + ":9094")
                            .collect(Collectors.joining(",")));
            withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "" + BROKERS);
            withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
            withEnv("KAFKA_HEAP_OPTS", "-Xmx384m");
            // Three brokers start at the same time as other tests run; most of it is compilation.
            withEnv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        }

        /** Ends the process in the container, and with it the container. */
        private void end(int signal) throws Exception {
            String script =
                    "for p in /proc/[0-9]*; do"
                            + " if [ \"$(cat $p/comm)\" = java ]; then kill -"
                            + signal
                            + " ${p#/proc/}; fi; done";
            execInContainer("sh", "-c", script);
            Await.until("the end of the broker at port " + port, () -> !isRunning());
        }

        private static int freePort() throws IOException {
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
