// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.batches.BatchReader;
import io.kafkars.fetch.internals.Collected;
import io.kafkars.fetch.internals.KeptFetch;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a poll of {@link ColumnarFetcher} has returned. */
final class ColumnarFetched implements Fetched {

    private final Collected collected;
    private final BatchReader reader;
    private final RecordContent content;
    private final ColumnRecords.FailureListener onFailure;
    private final Set<TopicPartition> partitions;
    private final Set<TopicPartition> unfinished;
    private ColumnRecords opened;

    ColumnarFetched(
            Collected collected,
            BatchReader reader,
            RecordContent content,
            ColumnRecords.FailureListener onFailure) {
        this.collected = collected;
        this.reader = reader;
        this.content = content;
        this.onFailure = onFailure;
        this.partitions = new LinkedHashSet<>(collected.kept().keySet());
        partitions.addAll(collected.ofClient().keySet());
        this.unfinished = unfinished(collected);
    }

    /** None if there is one partition: it fills a poll alone, and has much more to deliver. */
    private static Set<TopicPartition> unfinished(Collected collected) {
        if (collected.kept().size() + collected.ofClient().size() < 2) {
            return Set.of();
        }
        var partitions = new HashSet<>(collected.ofClient().keySet());
        if (collected.isDivided()) {
            partitions.add(collected.lastPartition());
        }
        return partitions;
    }

    @Override
    public Set<TopicPartition> partitions() {
        return partitions;
    }

    @Override
    public FetchedRecords records(TopicPartition partition) {
        KeptFetch fetch = collected.kept().remove(partition);
        if (fetch != null) {
            giveUpOpened();
            opened = new ColumnRecords(fetch, reader, this::fail);
            return opened;
        }
        return new ClientRecords(collected.ofClient().getOrDefault(partition, List.of()), content);
    }

    /** The position has not moved after all. */
    private void fail(TopicPartition partition, long position, Throwable cause) {
        collected.nextOffsets().remove(partition);
        onFailure.failed(partition, position, cause);
    }

    private void giveUpOpened() {
        if (opened != null) {
            opened.finish();
            opened = null;
        }
    }

    /** Nobody reads this any more. The response can be garbage then. */
    void close() {
        giveUpOpened();
        reader.close();
        collected.kept().values().forEach(KeptFetch::finish);
        collected.kept().clear();
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> nextOffsets() {
        return collected.nextOffsets();
    }

    @Override
    public Set<TopicPartition> unfinished() {
        return unfinished;
    }
}
