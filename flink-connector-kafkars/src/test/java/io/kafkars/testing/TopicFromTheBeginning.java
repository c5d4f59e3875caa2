// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.kafka.common.DirectoryId;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.FeatureLevelRecord;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.apache.kafka.server.common.MetadataVersion;

import java.util.ArrayList;
import java.util.List;

/**
 * The bootstrap metadata of a cluster that starts with a topic. It is the only way to choose the id
 * of a topic, because an admin client cannot.
 */
final class TopicFromTheBeginning {

    /** The first broker: Kafka's test kit numbers them from 0. */
    private static final int BROKER = 0;

    private TopicFromTheBeginning() {}

    /** The metadata of a cluster with this topic, whose only replica is on the first broker. */
    static BootstrapMetadata of(String topic, Uuid topicId, int partitions) {
        var version = MetadataVersion.latestProduction();
        var records = new ArrayList<ApiMessageAndVersion>();
        records.add(
                new ApiMessageAndVersion(
                        new FeatureLevelRecord()
                                .setName(MetadataVersion.FEATURE_NAME)
                                .setFeatureLevel(version.featureLevel()),
                        (short) 0));
        records.add(
                new ApiMessageAndVersion(
                        new TopicRecord().setName(topic).setTopicId(topicId), (short) 0));
        for (int partition = 0; partition < partitions; partition++) {
            records.add(
                    new ApiMessageAndVersion(
                            partition(topicId, partition), version.partitionRecordVersion()));
        }
        return BootstrapMetadata.fromRecords(records, "topic " + topic + " from the beginning");
    }

    private static PartitionRecord partition(Uuid topicId, int partition) {
        return new PartitionRecord()
                .setTopicId(topicId)
                .setPartitionId(partition)
                .setReplicas(List.of(BROKER))
                .setIsr(List.of(BROKER))
                .setLeader(BROKER)
                .setLeaderEpoch(0)
                .setPartitionEpoch(0)
                // The broker chooses one when it opens the log.
                .setDirectories(List.of(DirectoryId.UNASSIGNED));
    }
}
