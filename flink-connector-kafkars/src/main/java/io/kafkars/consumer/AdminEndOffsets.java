// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks for end offsets with an admin client of its own, which has its own thread and is opened with
 * the first question. A reader's consumer could only ask by waiting.
 */
public final class AdminEndOffsets implements EndOffsets {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final ConsumerProperties properties;
    private final String clientIdSuffix;
    private Admin admin;

    /**
     * @param clientIdSuffix appended to the client id of the properties
     */
    public AdminEndOffsets(ConsumerProperties properties, String clientIdSuffix) {
        this.properties = properties;
        this.clientIdSuffix = clientIdSuffix;
    }

    @Override
    public Map<TopicPartition, CompletableFuture<Long>> ask(Collection<TopicPartition> partitions) {
        if (admin == null) {
            admin = Admin.create(properties.forAdmin(clientIdSuffix));
        }
        ListOffsetsResult answers =
                admin.listOffsets(
                        partitions.stream()
                                .collect(
                                        Collectors.toMap(
                                                Function.identity(),
                                                partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(properties.isolationLevel())
                                .timeoutMs(TIMEOUT_MILLIS));
        return partitions.stream()
                .collect(
                        Collectors.toMap(
                                Function.identity(),
                                partition ->
                                        answers.partitionResult(partition)
                                                .thenApply(ListOffsetsResultInfo::offset)
                                                .toCompletionStage()
                                                .toCompletableFuture()));
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
