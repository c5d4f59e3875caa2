// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.testing.EmbeddedKafka;

import org.apache.flink.runtime.minicluster.MiniCluster;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Injects one fault at a time, in an order that the seed decides: shuffles a deck that contains
 * every kind, uses it up, and shuffles again. Used by one thread.
 */
final class FaultInjector {

    static final int BROKERS = 2;
    static final int TASK_MANAGERS = 2;
    static final int MAX_PARALLELISM = 4;
    private static final int MAX_NEW_PARTITIONS = 6;

    private static final List<Fault> DECK =
            List.of(
                    Fault.TASK_MANAGER_KILL,
                    Fault.TASK_MANAGER_KILL,
                    Fault.BROKER_RESTART,
                    Fault.PARTITION,
                    Fault.RESCALE);

    private final Random random;
    private final MiniCluster flink;
    private final EmbeddedKafka kafka;
    private final RecordWriter writer;
    private final ChaosJob job;
    private final Deque<Fault> next = new ArrayDeque<>();
    private final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);

    /** Indexes of those that run. Flink numbers them in the order of their start. */
    private final List<Integer> taskManagers = new ArrayList<>();

    private int nextTaskManager;
    private int newPartitions;
    private int parallelism;

    FaultInjector(
            Random random,
            MiniCluster flink,
            EmbeddedKafka kafka,
            RecordWriter writer,
            ChaosJob job,
            int parallelism) {
        this.random = random;
        this.flink = flink;
        this.kafka = kafka;
        this.writer = writer;
        this.job = job;
        this.parallelism = parallelism;
        while (nextTaskManager < TASK_MANAGERS) {
            taskManagers.add(nextTaskManager++);
        }
    }

    /** Injects the next fault. Returns when it is over; the job may still be recovering. */
    Fault inject() throws Exception {
        if (next.isEmpty()) {
            var deck = new ArrayList<>(DECK);
            Collections.shuffle(deck, random);
            next.addAll(deck);
        }
        Fault fault = next.poll();
        if (fault == Fault.PARTITION && newPartitions == MAX_NEW_PARTITIONS) {
            fault = Fault.TASK_MANAGER_KILL;
        }
        switch (fault) {
            case TASK_MANAGER_KILL -> killTaskManager();
            case BROKER_RESTART -> restartBroker();
            case PARTITION -> addPartition();
            case RESCALE -> rescale();
        }
        injected.merge(fault, 1, Integer::sum);
        return fault;
    }

    /** How many faults of each kind were injected. */
    Map<Fault, Integer> injected() {
        return Map.copyOf(injected);
    }

    private void killTaskManager() throws Exception {
        int number = taskManagers.remove(random.nextInt(taskManagers.size()));
        flink.terminateTaskManager(number).get(1, TimeUnit.MINUTES);
        pause(1_000);
        flink.startTaskManager();
        taskManagers.add(nextTaskManager++);
    }

    private void restartBroker() {
        int broker = random.nextInt(BROKERS);
        kafka.stopBroker(broker);
        pause(2_000);
        kafka.startBroker(broker);
    }

    private void addPartition() {
        List<TopicPartition> partitions = writer.partitions();
        String topic = partitions.get(random.nextInt(partitions.size())).topic();
        int number = (int) partitions.stream().filter(p -> p.topic().equals(topic)).count();
        kafka.addPartitions(topic, number + 1);
        writer.add(new TopicPartition(topic, number));
        newPartitions++;
    }

    private void rescale() throws Exception {
        parallelism = 1 + (parallelism + random.nextInt(MAX_PARALLELISM - 1)) % MAX_PARALLELISM;
        job.rescale(parallelism);
    }

    private void pause(int maxMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(maxMillis)));
    }
}
