// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.topics.ResolvedPartition;

import org.apache.kafka.common.Uuid;

/** Partitions and splits for tests. */
final class Splits {

    static final long RESOLVE_TIME = 1_700_000_000_000L;

    private Splits() {}

    static PartitionId id(String topic, int partition) {
        return new PartitionId(topic, partition);
    }

    /** The same topic always has the same id. */
    static Uuid topicId(String topic) {
        return new Uuid(1, topic.hashCode());
    }

    /** A partition whose replay is that long, at its start. */
    static ResolvedPartition resolved(String topic, int partition, long length) {
        return new ResolvedPartition(
                PartitionProgress.atStart(id(topic, partition), 100, 100 + length, RESOLVE_TIME),
                topicId(topic));
    }

    static KafkarsSplit split(String topic, int partition, long length) {
        return KafkarsSplit.of(resolved(topic, partition, length));
    }
}
