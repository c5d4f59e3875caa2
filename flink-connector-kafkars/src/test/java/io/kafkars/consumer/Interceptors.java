// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Interceptors that return other records and positions than they are given, as users' do. */
final class Interceptors {

    private Interceptors() {}

    private abstract static class Base implements ConsumerInterceptor<byte[], byte[]> {
        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    private static Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition(
            ConsumerRecords<byte[], byte[]> records) {
        var copy = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        records.partitions().forEach(each -> copy.put(each, records.records(each)));
        return copy;
    }

    /** Keeps every record, as those do that decrypt or add headers, and gives no position. */
    public static final class Copying extends Base {
        @Override
        @SuppressWarnings("deprecation")
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            return new ConsumerRecords<>(byPartition(records));
        }
    }

    /** Drops the last record of each partition, and gives no position. */
    public static final class DroppingLast extends Base {
        @Override
        @SuppressWarnings("deprecation")
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            return new ConsumerRecords<>(withoutLast(records));
        }
    }

    /** Drops the last record of each partition, and gives the position after the last one kept. */
    public static final class DroppingLastWithItsPosition extends Base {
        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            var kept = withoutLast(records);
            var next = new HashMap<TopicPartition, OffsetAndMetadata>();
            kept.forEach(
                    (partition, all) -> {
                        if (!all.isEmpty()) {
                            long last = all.get(all.size() - 1).offset();
                            next.put(partition, new OffsetAndMetadata(last + 1));
                        }
                    });
            return new ConsumerRecords<>(kept, next);
        }
    }

    /** Leaves an empty list for a partition of one record. */
    private static Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> withoutLast(
            ConsumerRecords<byte[], byte[]> records) {
        var kept = byPartition(records);
        kept.replaceAll((partition, all) -> all.subList(0, all.size() - 1));
        return kept;
    }

    /** Drops everything, and gives no position. */
    public static final class DroppingAll extends Base {
        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            return ConsumerRecords.empty();
        }
    }

    /** Drops partition 0 with its position, and keeps the others with theirs. */
    public static final class DroppingPartition extends Base {
        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            var kept = byPartition(records);
            kept.keySet().removeIf(each -> each.partition() == 0);
            var next = new HashMap<>(records.nextOffsets());
            next.keySet().removeIf(each -> each.partition() == 0);
            return new ConsumerRecords<>(kept, next);
        }
    }

    /** Returns {@code null}, as one that does nothing yet. */
    public static final class ReturningNull extends Base {
        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            return null;
        }
    }

    /** Files all records under another topic. */
    public static final class Renaming extends Base {
        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            var renamed = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
            byPartition(records)
                    .forEach(
                            (partition, all) ->
                                    renamed.put(
                                            new TopicPartition("renamed", partition.partition()),
                                            all));
            return new ConsumerRecords<>(renamed, records.nextOffsets());
        }
    }
}
