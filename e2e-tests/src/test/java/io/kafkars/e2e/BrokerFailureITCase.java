// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.Await;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three real brokers, some of which stop during a replay. The job has no restart strategy, so a
 * source that fails makes the test fail.
 */
@EnabledIf(
        value = "io.kafkars.e2e.RealKafka#isExpected",
        disabledReason = "There is no Docker engine")
class BrokerFailureITCase {

    private static final String TOPIC = "events";
    private static final long START = 1_700_000_000_000L;
    private static final int PARTITIONS = 6;
    private static final int RECORDS = 20_000;
    private static final int SLOW_MICROS = 1_000;

    private static RealKafka kafka;

    /** Shared with the job, which runs in this process. */
    private static final List<Position> SEEN = Collections.synchronizedList(new ArrayList<>());

    private static volatile int microsPerRecord;

    private JobClient job;

    private record Position(long timestamp, int partition, long offset) {}

    @BeforeAll
    static void start() throws Exception {
        kafka = RealKafka.start();
        kafka.createTopic(TOPIC, PARTITIONS);
        Map<String, Object> properties =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all");
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(properties, bytes, bytes)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                for (long offset = 0; offset < RECORDS; offset++) {
                    long timestamp = timestamp(partition, offset);
                    byte[] value = ("record at " + timestamp).getBytes(UTF_8);
                    producer.send(new ProducerRecord<>(TOPIC, partition, timestamp, null, value));
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void slowly() throws Exception {
        kafka.awaitInSync(TOPIC);
        SEEN.clear();
        microsPerRecord = SLOW_MICROS;
    }

    @AfterEach
    void endOfTheJob() throws Exception {
        if (job != null) {
            job.cancel().get();
        }
    }

    @Test
    void aRollingRestartOfAllBrokersDoesNotChangeTheReplay() throws Exception {
        replay();
        for (int broker = 1; broker <= RealKafka.BROKERS; broker++) {
            awaitMore();
            kafka.stop(broker);
            awaitMore();
            kafka.restart(broker);
            kafka.awaitInSync(TOPIC);
        }
        requireTheWholeReplay();
    }

    @Test
    void leadersThatMoveDoNotChangeTheReplay() throws Exception {
        replay();
        for (int round = 0; round < RealKafka.BROKERS; round++) {
            awaitMore();
            var before = leaders();
            preferOtherLeaders();
            assertThat(leaders()).as("every leader moved").doesNotContainAnyElementsOf(before);
        }
        requireTheWholeReplay();
    }

    @Test
    void aKilledLeaderDoesNotChangeTheReplay() throws Exception {
        replay();
        awaitMore();
        int leader = kafka.leader(TOPIC, 0);
        kafka.kill(leader);
        Await.until("another leader", () -> !Set.of(leader, -1).contains(kafka.leader(TOPIC, 0)));
        awaitMore();
        kafka.restart(leader);
        requireTheWholeReplay();
    }

    // Leaders

    /** One text per partition. */
    private static List<String> leaders() throws Exception {
        return kafka.partitions(TOPIC).stream()
                .map(info -> info.partition() + " at " + info.leader().id())
                .toList();
    }

    private static void preferOtherLeaders() throws Exception {
        var orders = new HashMap<TopicPartition, Optional<NewPartitionReassignment>>();
        var leaders = new HashMap<Integer, Integer>();
        for (var info : kafka.partitions(TOPIC)) {
            var order = new ArrayList<>(info.replicas().stream().map(node -> node.id()).toList());
            order.remove((Integer) info.leader().id());
            order.add(info.leader().id());
            leaders.put(info.partition(), order.get(0));
            orders.put(
                    new TopicPartition(TOPIC, info.partition()),
                    Optional.of(new NewPartitionReassignment(order)));
        }
        kafka.admin().alterPartitionReassignments(orders).all().get();
        // A leader that has moved already is reported as an error here; all are awaited below.
        kafka.admin().electLeaders(ElectionType.PREFERRED, orders.keySet()).partitions().get();
        Await.until(
                "preferred leaders",
                () ->
                        kafka.partitions(TOPIC).stream()
                                .allMatch(
                                        info ->
                                                info.leader() != null
                                                        && info.leader().id()
                                                                == leaders.get(info.partition())));
    }

    // The job

    /** Holds few records, so that it keeps fetching as long as it runs. */
    private void replay() throws Exception {
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.earliest(TOPIC))
                        .setMaxHeldRecords(600)
                        .setBatchSize(50)
                        .setProperty("max.poll.records", "50")
                        .setProperty("max.partition.fetch.bytes", "4096")
                        .stopAtReplayEnd()
                        .build();
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars")
                .map(BrokerFailureITCase::seen)
                .sinkTo(new DiscardingSink<>());
        job = env.executeAsync();
    }

    private static Long seen(Message message) {
        SEEN.add(new Position(message.timestamp(), message.partition(), message.offset()));
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(microsPerRecord));
        return message.offset();
    }

    /** Waits for more records than the job can have had in memory. */
    private void awaitMore() throws Exception {
        int enough = SEEN.size() + 1_500;
        Await.until(
                "the replay to continue",
                () -> {
                    if (job.getJobStatus().get().isGloballyTerminalState()) {
                        job.getJobExecutionResult().get();
                        throw new IllegalStateException("The replay ended too early");
                    }
                    return SEEN.size() >= enough;
                });
    }

    private void requireTheWholeReplay() throws Exception {
        assertThat(SEEN.size()).as("records until then").isLessThan(PARTITIONS * RECORDS * 9 / 10);
        microsPerRecord = 0;
        job.getJobExecutionResult().get(2, TimeUnit.MINUTES);
        job = null;
        var expected = new ArrayList<Position>(PARTITIONS * RECORDS);
        for (long offset = 0; offset < RECORDS; offset++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                expected.add(new Position(timestamp(partition, offset), partition, offset));
            }
        }
        assertThat(SEEN.equals(expected)).as("all records, each once, in order").isTrue();
    }

    // The topic

    /** The partitions take turns, a millisecond apart. */
    private static long timestamp(int partition, long offset) {
        return START + offset * PARTITIONS + partition;
    }
}
