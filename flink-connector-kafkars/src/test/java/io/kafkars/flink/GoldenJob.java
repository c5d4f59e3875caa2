// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.StreamEvent;
import io.kafkars.testing.StreamLog;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One run of the job whose savepoints are kept. The names of its operators and of their state are
 * in these savepoints, and must not change.
 */
final class GoldenJob {

    private static final int MILLIS_PER_BRAKED_MESSAGE = 50;

    private final String bootstrapServers;
    private final StreamLog<Message> log = new StreamLog<>();
    private final SharedReference<Map<Integer, Message>> last;
    private final SharedReference<Map<Integer, Message>> restored;
    private int brakeAt = Integer.MAX_VALUE;
    private boolean stopAtReplayEnd;

    GoldenJob(String bootstrapServers, SharedObjectsExtension shared) {
        this.bootstrapServers = bootstrapServers;
        this.last = shared.add(new ConcurrentHashMap<>());
        this.restored = shared.add(new ConcurrentHashMap<>());
    }

    /** Slows the job down after that many messages, so that it can be stopped there. */
    GoldenJob brakeAt(int messages) {
        this.brakeAt = messages;
        return this;
    }

    GoldenJob stopAtReplayEnd() {
        this.stopAtReplayEnd = true;
        return this;
    }

    /**
     * @param savepoint {@code null} for none
     */
    RunningJob start(int parallelism, Path savepoint) throws Exception {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        if (savepoint != null) {
            var path = savepoint.toUri().toString();
            env.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, path));
        }
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(bootstrapServers)
                        .setTopics(SourceTopic.earliest(GoldenTopic.NAME));
        if (stopAtReplayEnd) {
            source.stopAtReplayEnd();
        }
        var stream =
                env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "kafkars")
                        .uid("kafkars");
        StreamLog<Message> seen = log;
        int brake = brakeAt;
        log.record(stream)
                .uid("probe")
                .map(
                        message -> {
                            if (seen.size() >= brake) {
                                LockSupport.parkNanos(
                                        TimeUnit.MILLISECONDS.toNanos(MILLIS_PER_BRAKED_MESSAGE));
                            }
                            return message;
                        })
                .returns(stream.getType())
                .uid("brake")
                .keyBy(Message::partition, Types.INT)
                .process(new LastMessages(last, restored))
                .returns(stream.getType())
                .uid("last")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        return RunningJob.start(env);
    }

    /** The messages that the source has emitted, in order. */
    List<Message> messages() {
        return log.values();
    }

    boolean reportsBacklog() {
        return log.events(StreamEvent.Backlog.class).stream()
                .anyMatch(StreamEvent.Backlog::backlog);
    }

    boolean isLive() {
        return log.isLive();
    }

    /** The offset after the last message of each partition in the state; 0 if there is none. */
    Map<Integer, Long> nextOffsets() {
        var offsets = new TreeMap<Integer, Long>();
        for (int partition = 0; partition < GoldenTopic.PARTITIONS; partition++) {
            Message message = last.get().get(partition);
            offsets.put(partition, message == null ? 0 : message.offset() + 1);
        }
        return offsets;
    }

    /**
     * The last message of each partition in the restored state. Has only the partitions from which
     * this run has received a message.
     */
    Map<Integer, Message> restored() {
        return Map.copyOf(restored.get());
    }
}
