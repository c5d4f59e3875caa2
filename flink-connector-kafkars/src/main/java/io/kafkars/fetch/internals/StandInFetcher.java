// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import io.kafkars.batches.AbortedTransaction;
import io.kafkars.batches.BatchSummary;

import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.FetchSessionHandler;
import org.apache.kafka.clients.consumer.internals.ConsumerMetadata;
import org.apache.kafka.clients.consumer.internals.ConsumerNetworkClient;
import org.apache.kafka.clients.consumer.internals.Deserializers;
import org.apache.kafka.clients.consumer.internals.FetchConfig;
import org.apache.kafka.clients.consumer.internals.FetchMetricsManager;
import org.apache.kafka.clients.consumer.internals.Fetcher;
import org.apache.kafka.clients.consumer.internals.SubscriptionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kafka's fetcher, without the records.
 *
 * <p>Before the client looks at a fetch response, this class takes the batches of each partition
 * out, and puts {@linkplain StandIns stand-ins} there, one for each part that a poll may return.
 * The client deals with them as with the records of any other fetch: drops them if the position has
 * changed, keeps them back while the partition is paused, and otherwise returns one after the other
 * and moves the position after it. What {@link BatchSummary} refuses stays as it is, for the
 * client.
 */
final class StandInFetcher extends Fetcher<Object, byte[]> {

    private final StandIns standIns;
    private final FetchSensors sensors;
    private final int recordsOfPart;
    private final boolean readCommitted;

    /**
     * @param recordsOfPart number of records with which a part of a fetch is large enough
     */
    StandInFetcher(
            LogContext logContext,
            ConsumerNetworkClient client,
            ConsumerMetadata metadata,
            SubscriptionState subscriptions,
            FetchConfig config,
            Deserializers<Object, byte[]> deserializers,
            FetchMetricsManager metricsManager,
            Time time,
            ApiVersions apiVersions,
            StandIns standIns,
            FetchSensors sensors,
            int recordsOfPart) {
        super(
                logContext,
                client,
                metadata,
                subscriptions,
                config,
                deserializers,
                metricsManager,
                time,
                apiVersions);
        this.standIns = standIns;
        this.sensors = sensors;
        this.recordsOfPart = recordsOfPart;
        this.readCommitted = config.isolationLevel == IsolationLevel.READ_COMMITTED;
    }

    @Override
    protected void handleFetchSuccess(
            Node node, FetchSessionHandler.FetchRequestData request, ClientResponse response) {
        try {
            FetchSessionHandler session = sessionHandler(node.id());
            if (session != null) {
                keep(
                        request.sessionPartitions(),
                        ((FetchResponse) response.responseBody())
                                .responseData(
                                        session.sessionTopicNames(),
                                        response.requestHeader().apiVersion()));
            }
        } finally {
            // Whatever happened before: without this call, the node is never fetched from again.
            super.handleFetchSuccess(node, request, response);
        }
    }

    private void keep(
            Map<TopicPartition, FetchRequest.PartitionData> requested,
            Map<TopicPartition, FetchResponseData.PartitionData> fetched) {
        var totals = new ResponseTotals(sensors, fetched.keySet());
        fetched.forEach(
                (partition, data) -> {
                    sensors.silence(partition.topic());
                    FetchRequest.PartitionData request = requested.get(partition);
                    List<KeptFetch> parts =
                            request == null
                                    ? List.of()
                                    : partsOf(partition, data, request.fetchOffset, totals);
                    if (parts.isEmpty()) {
                        totals.finish(partition);
                    } else {
                        data.setRecords(standIns.standInFor(partition, parts));
                    }
                });
    }

    /** What is to be kept; empty if nothing was fetched, or if it is left to the client. */
    private List<KeptFetch> partsOf(
            TopicPartition partition,
            FetchResponseData.PartitionData data,
            long fetchOffset,
            ResponseTotals totals) {
        if (data.errorCode() != Errors.NONE.code()
                || !(data.records() instanceof MemoryRecords records)
                || !records.buffer().hasArray()) {
            return List.of();
        }
        ByteBuffer buffer = records.buffer();
        List<AbortedTransaction> aborted = abortedTransactions(data);
        List<BatchSummary> batches = divide(buffer, aborted.isEmpty());
        var parts = new ArrayList<KeptFetch>();
        long next = fetchOffset;
        for (BatchSummary part : batches) {
            if (part.lastOffset() < next) {
                // The client would skip a stand-in before the position.
                return List.of();
            }
            boolean isLast = parts.size() + 1 == batches.size();
            parts.add(
                    new KeptFetch(partition, buffer.array(), part, next, aborted, isLast, totals));
            next = part.lastOffset() + 1;
        }
        return parts;
    }

    /**
     * @param mayHaveParts not if the batches before decide which transactions are aborted
     */
    private List<BatchSummary> divide(ByteBuffer buffer, boolean mayHaveParts) {
        int from = buffer.arrayOffset() + buffer.position();
        return BatchSummary.divide(
                buffer.array(),
                from,
                from + buffer.remaining(),
                mayHaveParts ? recordsOfPart : Long.MAX_VALUE);
    }

    private List<AbortedTransaction> abortedTransactions(FetchResponseData.PartitionData data) {
        if (!readCommitted || data.abortedTransactions() == null) {
            return List.of();
        }
        return data.abortedTransactions().stream()
                .map(aborted -> new AbortedTransaction(aborted.producerId(), aborted.firstOffset()))
                .toList();
    }
}
