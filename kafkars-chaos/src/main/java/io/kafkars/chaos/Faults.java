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
 * Does one fault after the other, in an order that the seed decides: a hand of them, in which every
 * kind is, is dealt again and again. Used by one thread.
 */
final class Faults {

    static final int BROKERS = 2;
    static final int TASK_MANAGERS = 2;
    static final int MAX_PARALLELISM = 4;
    private static final int MOST_NEW_PARTITIONS = 6;

    private static final List<Fault> HAND =
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
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

    /** Numbers of those that run; Flink counts on, and uses none twice. */
    private final List<Integer> taskManagers = new ArrayList<>();

    private int nextTaskManager;
    private int newPartitions;
    private int parallelism;

    Faults(
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

    /** Does the next one; returns when it is over, which the job's recovery need not be. */
    Fault inject() throws Exception {
        if (next.isEmpty()) {
            var hand = new ArrayList<>(HAND);
            Collections.shuffle(hand, random);
            next.addAll(hand);
        }
        Fault fault = next.poll();
        if (fault == Fault.PARTITION && newPartitions == MOST_NEW_PARTITIONS) {
            fault = Fault.TASK_MANAGER_KILL;
        }
        switch (fault) {
            case TASK_MANAGER_KILL -> killTaskManager();
            case BROKER_RESTART -> restartBroker();
            case PARTITION -> addPartition();
            case RESCALE -> rescale();
        }
        done.merge(fault, 1, Integer::sum);
        return fault;
    }

    Map<Fault, Integer> done() {
        return Map.copyOf(done);
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

    private void pause(int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }
}
