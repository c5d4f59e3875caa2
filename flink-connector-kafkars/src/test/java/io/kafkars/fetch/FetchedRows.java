// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.columns.Chunk;
import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.columns.HeaderBytes;

import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Polls a fetcher, and reads what it returns as rows of text. */
final class FetchedRows {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** One record; headers as {@code name=value}. */
    record Row(
            TopicPartition partition,
            long offset,
            long timestamp,
            String type,
            int epoch,
            String key,
            String value,
            List<String> headers) {}

    private final LogFetcher fetcher;
    private final ChunkBuilder builder = new ChunkBuilder(ContentForm.COLUMNS);
    private final List<Row> rows = new ArrayList<>();

    FetchedRows(LogFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** All rows so far, in the order in which they came. */
    List<Row> rows() {
        return rows;
    }

    List<Long> offsets(TopicPartition partition) {
        return rows.stream()
                .filter(row -> row.partition().equals(partition))
                .map(Row::offset)
                .collect(Collectors.toList());
    }

    List<String> values() {
        return rows.stream().map(Row::value).collect(Collectors.toList());
    }

    /** One poll, without waiting; returns the number of rows. */
    int poll() {
        return poll(Duration.ZERO);
    }

    int poll(Duration timeout) {
        return take(fetcher.poll(timeout));
    }

    int take(Fetched fetched) {
        int before = rows.size();
        for (TopicPartition partition : fetched.partitions()) {
            FetchedRecords records = fetched.records(partition);
            while (records.read(builder, Long.MAX_VALUE)) {
                add(partition, builder.build(records.timestampType(), records.leaderEpoch()));
            }
        }
        return rows.size() - before;
    }

    void add(TopicPartition partition, Chunk chunk) {
        for (int row = 0; row < chunk.rows(); row++) {
            byte[] headers = chunk.headers() == null ? null : chunk.headers().bytes(row);
            rows.add(
                    new Row(
                            partition,
                            chunk.offset(row),
                            chunk.timestamps()[row],
                            chunk.timestampType().name(),
                            chunk.leaderEpoch(),
                            text(chunk.keys().bytes(row)),
                            text(chunk.values().bytes(row)),
                            HeaderBytes.decode(headers).stream()
                                    .map(header -> header.key() + "=" + text(header.value()))
                                    .toList()));
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    void untilRows(int count) {
        until(() -> rows.size() >= count);
    }

    void untilPosition(TopicPartition partition, long position) {
        until(() -> fetcher.position(partition).orElse(-1) >= position);
    }

    private void until(BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Still not there, with these rows: " + rows);
            }
            poll(Duration.ofMillis(100));
        }
    }

    /** Polls for a while in which nothing is to come. */
    void expectNothing() {
        long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
        while (System.nanoTime() < end) {
            if (poll(Duration.ofMillis(100)) > 0) {
                throw new AssertionError("Records came: " + rows);
            }
        }
    }
}
