// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.merge.MergeSettings;
import io.kafkars.validation.EnumWords;

import com.fasterxml.jackson.annotation.JsonValue;
import org.apache.kafka.clients.consumer.ConsumerConfig;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What is measured, by each of its sides. The name on the command line is the constant's, in lower
 * case and with hyphens.
 */
enum Variant {
    /** 16 partitions, values of 100 bytes; the one with the most sides, and the largest. */
    BASE(Kind.THROUGHPUT, 16, UnaryOperator.identity()),

    /** The same, with kafkars' default consumer properties for the consumers of all sides. */
    EQUAL_PROPERTIES(Kind.THROUGHPUT, 16, UnaryOperator.identity()),

    LZ4(Kind.THROUGHPUT, 16, workload -> workload.compressed("lz4")),
    ZSTD(Kind.THROUGHPUT, 16, workload -> workload.compressed("zstd")),
    VALUES_1_KB(Kind.THROUGHPUT, 16, workload -> workload.values(1_000)),
    VALUES_10_KB(Kind.THROUGHPUT, 16, workload -> workload.values(10_000)),
    PARTITIONS_1(Kind.THROUGHPUT, 1, UnaryOperator.identity()),
    PARTITIONS_16(Kind.THROUGHPUT, 16, UnaryOperator.identity()),
    PARTITIONS_256(Kind.THROUGHPUT, 256, UnaryOperator.identity()),
    PARTITIONS_1024(Kind.THROUGHPUT, 1024, UnaryOperator.identity()),

    /** One partition has 90 % of the records. */
    ONE_LARGE(Kind.THROUGHPUT, 16, workload -> workload.spread(Spread.ONE_LARGE)),

    /** Three records a second, so that there are many watermarks, through four channels. */
    SPARSE(Kind.THROUGHPUT, 16, workload -> workload.spread(Spread.SPARSE)),

    /** 30 days from the first partition to the last. */
    DAYS_APART(Kind.THROUGHPUT, 16, workload -> workload.spread(Spread.DAYS_APART)),

    /** Values in JSON, decoded by SQL tables. */
    JSON(Kind.THROUGHPUT, 16, workload -> workload.content(Content.JSON)),

    /** Time from the submission of a job with 1,000 partitions to its first record. */
    START(Kind.THROUGHPUT, 1_000, UnaryOperator.identity()),

    /** Time from the producer to the sink. */
    LATENCY(Kind.LATENCY, 16, UnaryOperator.identity()),

    /** Heap in use with 1,024 partitions 30 days apart, in a small heap. */
    MEMORY(Kind.MEMORY, 1024, workload -> workload.spread(Spread.DAYS_APART));

    /** What a round measures. */
    enum Kind {
        THROUGHPUT,
        LATENCY,
        MEMORY
    }

    private final Kind kind;
    private final int partitions;
    private final UnaryOperator<Workload> change;

    Variant(Kind kind, int partitions, UnaryOperator<Workload> change) {
        this.kind = kind;
        this.partitions = partitions;
        this.change = change;
    }

    Kind kind() {
        return kind;
    }

    Workload workload(long records) {
        return change.apply(Workload.of(partitions, records));
    }

    /** The sides that can measure it. */
    List<Side> sides() {
        return switch (this) {
            case BASE -> Arrays.stream(Side.values()).filter(side -> !side.readsJson()).toList();
            case JSON -> Arrays.stream(Side.values()).filter(Side::readsJson).toList();
            case LATENCY, START -> List.of(Side.KAFKA_SOURCE, Side.KAFKARS_ROWS);
            case MEMORY -> List.of(Side.KAFKARS_ROWS);
            case SPARSE ->
                    List.of(
                            Side.KAFKA_SOURCE,
                            Side.KAFKARS_ROWS,
                            Side.KAFKARS_ROWS_1_MS,
                            Side.KAFKARS_ARROW);
            default -> List.of(Side.POLL, Side.KAFKA_SOURCE, Side.KAFKARS_ROWS, Side.KAFKARS_ARROW);
        };
    }

    /** Through how many channels the elements pass from the source to the sink. */
    int channels() {
        return this == SPARSE ? 4 : 1;
    }

    /** Properties of the consumer of every side. */
    Map<String, String> properties() {
        return this == EQUAL_PROPERTIES ? defaultsOfKafkars() : Map.of();
    }

    /** The properties for which kafkars has its own defaults, without those that it forces. */
    private Map<String, String> defaultsOfKafkars() {
        var set = new TreeMap<String, String>();
        ConsumerProperties.of(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092"))
                .forConsumer("", partitions, MergeSettings.DEFAULT, true)
                .forEach((name, value) -> set.put(name, value.toString()));
        set.keySet().removeAll(ConsumerProperties.forcedProperties().keySet());
        set.remove(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
        set.remove(ConsumerConfig.CLIENT_ID_CONFIG);
        return set;
    }

    @Override
    @JsonValue
    public String toString() {
        return EnumWords.of(this);
    }
}
