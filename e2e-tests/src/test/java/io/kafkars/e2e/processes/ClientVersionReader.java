// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.fetch.FetchMode;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.message.Message;
import io.kafkars.merge.RecordCursor;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.apache.kafka.common.utils.AppInfoParser;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Reads a topic with the kafka-clients on the class path: as a Flink job with each way to fetch,
 * and without Flink. Prints the version of the client, and what it reads, in the order in which it
 * comes.
 */
final class ClientVersionReader {

    /** Before the version. */
    static final String VERSION = "kafka-clients: ";

    /** Before each record: its partition, its offset and its value follow. */
    static final String RECORD = "read ";

    private ClientVersionReader() {}

    /** Before each record that is read in a way, of which this is the name. */
    static String prefix(String way) {
        return RECORD + way + ": ";
    }

    /**
     * @param args addresses of the brokers, topic
     */
    public static void main(String[] args) throws Exception {
        System.out.println(VERSION + AppInfoParser.getVersion());
        for (FetchMode mode : List.of(FetchMode.AUTO, FetchMode.CLIENT)) {
            readWithFlink(args[0], args[1], mode);
        }
        readWithoutFlink(args[0], args[1]);
        System.exit(0);
    }

    private static void readWithFlink(String servers, String topic, FetchMode mode)
            throws Exception {
        KafkarsSource<Message> source =
                KafkarsSource.messages()
                        .setBootstrapServers(servers)
                        .setTopics(SourceTopic.earliest(topic))
                        .stopAtReplayEnd()
                        .setGroupId("readers-" + mode)
                        .setCommitOffsetsOnCheckpoints(true)
                        .setProperty("isolation.level", "read_committed")
                        .setFetch(mode)
                        .build();
        var environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1).enableCheckpointing(100);
        try (var messages =
                environment
                        .fromSource(source, WatermarkStrategy.noWatermarks(), topic)
                        .executeAndCollect()) {
            messages.forEachRemaining(
                    message ->
                            print(
                                    mode.toString(),
                                    message.partition(),
                                    message.offset(),
                                    message.value()));
        }
    }

    private static void readWithoutFlink(String servers, String topic) {
        var record = new RecordCursor();
        try (var manager =
                ConsumerManager.create(
                        Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                        List.of(SourceTopic.earliest(topic)),
                        ReplayEnd.latest(),
                        1_000)) {
            while (!manager.isLive()) {
                record.open(manager.poll(Duration.ofSeconds(1)));
                while (record.next()) {
                    print("alone", record.partition(), record.offset(), record.value());
                }
            }
        }
    }

    private static void print(String way, int partition, long offset, byte[] value) {
        System.out.println(
                prefix(way)
                        + partition
                        + " "
                        + offset
                        + " "
                        + new String(value, StandardCharsets.UTF_8));
    }
}
