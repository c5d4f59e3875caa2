// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.StreamLog;
import io.kafkars.testing.Times;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job with one subtask that reads a topic with one record a second in each partition, at the
 * speed that the test sets. The job fails if a record is lost, or affects its state twice.
 */
final class CheckedReplay {

    static final int PARTITIONS = 4;

    /** The size of a producer's batch: a broker sends whole batches, however small the fetch. */
    private static final int RECORDS_PER_BATCH = 100;

    private static final long START = 1_700_000_000_000L;

    private final EmbeddedKafka kafka;
    private final String topic;
    private final StreamLog<Message> log = new StreamLog<>();
    private final SharedReference<Map<String, Long>> counts;
    private final SharedReference<AtomicInteger> microsPerRecord;

    CheckedReplay(EmbeddedKafka kafka, String topic, SharedObjectsExtension shared) {
        this.kafka = kafka;
        this.topic = topic;
        this.counts = shared.add(new ConcurrentHashMap<>());
        this.microsPerRecord = shared.add(new AtomicInteger());
        kafka.createTopic(topic, PARTITIONS);
    }

    /** Writes the records of these offsets to every partition, in batches of a few KB. */
    void produce(int from, int to) {
        for (int start = from; start < to; start += RECORDS_PER_BATCH) {
            produceBatch(start, Math.min(start + RECORDS_PER_BATCH, to));
        }
    }

    private void produceBatch(int from, int to) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            var first = at(START + 1_000L * from + partition);
            kafka.topic(topic)
                    .write(partition, Times.every(Duration.ofSeconds(1), first, to - from));
        }
    }

    KafkarsSourceBuilder<Message> read() {
        return KafkarsSource.messages()
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(SourceTopic.earliest(topic));
    }

    void speed(int newMicrosPerRecord) {
        microsPerRecord.get().set(newMicrosPerRecord);
    }

    RunningJob start(StreamExecutionEnvironment env, KafkarsSourceBuilder<Message> source)
            throws Exception {
        env.setParallelism(1);
        var stream = env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "kafkars");
        SharedReference<AtomicInteger> micros = microsPerRecord;
        log.record(stream)
                .map(
                        message -> {
                            LockSupport.parkNanos(
                                    TimeUnit.MICROSECONDS.toNanos(micros.get().get()));
                            return message;
                        })
                .returns(stream.getType())
                .keyBy(Message::partition, Types.INT)
                .process(new OffsetsInTurn(counts))
                .sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }

    /** The number of records that the source has emitted, in all attempts of the job. */
    int seen() {
        return log.size();
    }

    boolean isLive() {
        return log.isLive();
    }

    /** Whether the state has counted this many records of every partition. */
    boolean hasCounted(long records) {
        return LongStream.range(0, PARTITIONS)
                .allMatch(p -> counts.get().getOrDefault(topic + "-" + p, 0L) == records);
    }

    /**
     * Checks that the records before the replay end came out in merge order, with at most one step
     * back for each restart, and that none of them was late if there was no restart.
     */
    void requireOrder(long replayEnd, int restarts) {
        List<Message> replayed = new ArrayList<>(log.values());
        replayed.removeIf(message -> message.offset() >= replayEnd);
        int stepsBack = 0;
        for (int i = 1; i < replayed.size(); i++) {
            var order = MergeOrder.OF_ORDERED_PARTITIONS;
            if (order.compare(replayed.get(i - 1), replayed.get(i)) >= 0) {
                stepsBack++;
            }
        }
        assertThat(stepsBack).as("steps back in the replay").isLessThanOrEqualTo(restarts);
        if (restarts == 0) {
            assertThat(log.lateElements())
                    .filteredOn(element -> element.value().offset() < replayEnd)
                    .as("late in the replay")
                    .isEmpty();
        }
    }
}
