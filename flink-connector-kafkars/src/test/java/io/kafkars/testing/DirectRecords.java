// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Crc32C;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.common.TransactionVersion;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.VerificationGuard;

import java.nio.ByteBuffer;

/**
 * Writes records with any timestamp: none, as some topics have from before Kafka had timestamps, or
 * one before 1970, as producers in other languages send. Kafka's own producer refuses these, so
 * they are appended to the log of the partition's leader directly.
 */
final class DirectRecords {

    private static final int ALL_REPLICAS = -1;

    // Offsets in the header of a batch, as Kafka documents its format of messages.
    private static final int ATTRIBUTES_OFFSET = 21;
    private static final int BASE_TIMESTAMP_OFFSET = 27;
    private static final int MAX_TIMESTAMP_OFFSET = 35;

    private DirectRecords() {}

    /** Appends a record at the leader of a partition, which other replicas then copy. */
    static void append(
            EmbeddedKafka kafka, TopicPartition partition, long timestamp, byte[] value) {
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
                        batchOf(timestamp, value),
                        AppendOrigin.CLIENT,
                        ALL_REPLICAS,
                        RequestLocal.noCaching(),
                        VerificationGuard.SENTINEL,
                        TransactionVersion.TV_UNKNOWN);
    }

    /**
     * A batch of one record. Kafka's builder refuses negative timestamps, so it is set afterwards.
     */
    private static MemoryRecords batchOf(long timestamp, byte[] value) {
        ByteBuffer batch =
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(0, value)).buffer();
        batch.putLong(BASE_TIMESTAMP_OFFSET, timestamp);
        batch.putLong(MAX_TIMESTAMP_OFFSET, timestamp);
        int covered = batch.limit() - ATTRIBUTES_OFFSET;
        long checksum = Crc32C.compute(batch, ATTRIBUTES_OFFSET, covered);
        batch.putInt(DefaultRecordBatch.CRC_OFFSET, (int) checksum);
        return MemoryRecords.readableRecords(batch);
    }
}
