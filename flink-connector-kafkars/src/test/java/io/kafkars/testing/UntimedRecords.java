// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.common.TransactionVersion;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.VerificationGuard;

/**
 * Writes records without a timestamp, as some topics have from before Kafka had timestamps. Kafka's
 * producer always sets one, so they are appended to the log of the partition's leader directly.
 */
final class UntimedRecords {

    private static final int ALL_REPLICAS = -1;

    private UntimedRecords() {}

    /** Appends a record at the leader of a partition, which other replicas then copy. */
    static void append(EmbeddedKafka kafka, TopicPartition partition, byte[] value) {
        var brokers = kafka.testKit().brokers();
        int leader =
                brokers.values()
                        .iterator()
                        .next()
                        .metadataCache()
                        .getLeaderAndIsr(partition.topic(), partition.partition())
                        .orElseThrow()
                        .leader();
        brokers.get(leader)
                .replicaManager()
                .getPartitionOrException(partition)
                .appendRecordsToLeader(
                        MemoryRecords.withRecords(
                                Compression.NONE,
                                new SimpleRecord(RecordBatch.NO_TIMESTAMP, value)),
                        AppendOrigin.CLIENT,
                        ALL_REPLICAS,
                        RequestLocal.noCaching(),
                        VerificationGuard.SENTINEL,
                        TransactionVersion.TV_UNKNOWN);
    }
}
