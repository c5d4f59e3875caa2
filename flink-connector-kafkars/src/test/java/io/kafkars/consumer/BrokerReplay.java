// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.columns.ContentForm;
import io.kafkars.fetch.FetchMode;
import io.kafkars.fetch.LogFetchers;
import io.kafkars.fetch.RecordContent;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordCursor;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.testing.Await;
import io.kafkars.testing.KafkaExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A replay on a real broker, without Flink: what it releases, and how far it has come. It fetches
 * and holds little at a time.
 */
final class BrokerReplay implements AutoCloseable {

    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final long RESOLVE_TIME = 4_000_000_000_000L;

    /** The order of partitions of one topic that are in order themselves. */
    static final Comparator<Released> MERGE_ORDER =
            Comparator.comparingLong(Released::mergeKey).thenComparingInt(Released::partition);

    private final ConsumerManager manager;
    private final Map<PartitionId, PartitionProgress> progress = new HashMap<>();
    private final List<Released> released = new ArrayList<>();

    /** A record that was released. */
    record Released(String topic, int partition, long offset, long timestamp, long mergeKey) {}

    private BrokerReplay(ConsumerManager manager, List<PartitionProgress> partitions) {
        this.manager = manager;
        partitions.forEach(each -> progress.put(each.id(), each));
        manager.add(partitions);
    }

    static BrokerReplay of(
            KafkaExtension kafka, LostPositionPolicy policy, PartitionProgress... partitions) {
        return of(kafka, policy, Map.of(), List.of(partitions));
    }

    static BrokerReplay of(
            KafkaExtension kafka,
            LostPositionPolicy policy,
            Map<String, String> more,
            List<PartitionProgress> partitions) {
        var properties = new HashMap<>(more);
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.put("max.poll.records", "10");
        properties.put("max.partition.fetch.bytes", "1024");
        properties.put("metadata.max.age.ms", "500");
        var consumer =
                ConsumerProperties.of(properties).forConsumer("0", 4, MergeSettings.DEFAULT, false);
        return new BrokerReplay(
                new ConsumerManager(
                        LogFetchers.open(consumer, RecordContent.ALL, FetchMode.AUTO),
                        MergeSettings.DEFAULT.withBatchSize(5).withMaxHeldRecords(40),
                        false,
                        ContentForm.COLUMNS,
                        policy,
                        System::currentTimeMillis),
                partitions);
    }

    static PartitionProgress from(String topic, int partition, long start, long end) {
        return PartitionProgress.atStart(
                new PartitionId(topic, partition), start, end, RESOLVE_TIME);
    }

    BrokerReplay untilReleased(int count) throws Exception {
        Await.until(
                count + " records released",
                () -> {
                    poll();
                    return released.size() >= count;
                });
        return this;
    }

    BrokerReplay untilLive() throws Exception {
        Await.until(
                "a live replay",
                () -> {
                    poll();
                    return manager.isLive();
                });
        return this;
    }

    void poll() {
        ReleasedBatch batch = manager.poll(MOMENT);
        var record = new RecordCursor();
        record.open(batch);
        while (record.next()) {
            released.add(
                    new Released(
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            record.timestamp(),
                            record.mergeKey()));
            progress.computeIfPresent(
                    new PartitionId(record.topic(), record.partition()),
                    (id, before) ->
                            before.advancedTo(
                                    record.offset() + 1, record.mergeKey(), record.leaderEpoch()));
        }
        batch.settled().forEach(settled -> progress.put(settled.id(), settled));
    }

    List<Released> released() {
        return released;
    }

    List<Long> offsetsOf(int partition) {
        return released.stream()
                .filter(record -> record.partition() == partition)
                .map(Released::offset)
                .toList();
    }

    /** What a checkpoint of the partition would contain. */
    PartitionProgress progress(String topic, int partition) {
        return progress.get(new PartitionId(topic, partition));
    }

    ReplayStatus status() {
        return manager.status();
    }

    Map<PartitionId, Long> lostOffsets() {
        return manager.status().lostOffsets();
    }

    @Override
    public void close() {
        manager.close();
    }
}
