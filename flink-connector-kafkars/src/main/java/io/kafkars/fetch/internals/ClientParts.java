// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import io.kafkars.validation.Explanation;

import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.GroupRebalanceConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.internals.ConsumerCoordinator;
import org.apache.kafka.clients.consumer.internals.ConsumerInterceptors;
import org.apache.kafka.clients.consumer.internals.ConsumerMetadata;
import org.apache.kafka.clients.consumer.internals.ConsumerNetworkClient;
import org.apache.kafka.clients.consumer.internals.ConsumerUtils;
import org.apache.kafka.clients.consumer.internals.Deserializers;
import org.apache.kafka.clients.consumer.internals.FetchConfig;
import org.apache.kafka.clients.consumer.internals.FetchMetricsManager;
import org.apache.kafka.clients.consumer.internals.OffsetFetcher;
import org.apache.kafka.clients.consumer.internals.SubscriptionState;
import org.apache.kafka.clients.consumer.internals.metrics.KafkaConsumerMetrics;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.telemetry.internals.ClientTelemetryReporter;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Timer;
import org.slf4j.Logger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a consumer that assigns its partitions itself, put together as {@code KafkaConsumer}
 * does it: metrics with their reporters and telemetry, metadata, positions, network, the fetcher,
 * and a coordinator for commits if there is a group. There are no interceptors, and nothing is
 * committed automatically.
 */
final class ClientParts {

    private static final String JMX_PREFIX = "kafka.consumer";
    private static final String METRIC_GROUP_PREFIX = "consumer";

    final Time time = Time.SYSTEM;
    final Logger log;
    final int requestTimeoutMillis;
    final long retryBackoffMillis;
    final Metrics metrics;
    final SubscriptionState subscriptions;
    final ConsumerMetadata metadata;
    final ConsumerNetworkClient client;
    final OffsetFetcher offsetFetcher;
    final StandIns standIns = new StandIns();
    final StandInFetcher fetcher;
    final KafkaConsumerMetrics pollMetrics;

    /** {@code null} without a consumer group. */
    final ConsumerCoordinator coordinator;

    private final String clientId;
    private final ConsumerInterceptors<Object, byte[]> interceptors;
    private final Deserializers<Object, byte[]> deserializers;
    private Optional<ClientTelemetryReporter> telemetry = Optional.empty();

    /**
     * @throws KafkaException if the client refuses the properties; nothing stays open
     */
    ClientParts(ConsumerConfig config) {
        try {
            clientId = config.getString(ConsumerConfig.CLIENT_ID_CONFIG);
            var group =
                    new GroupRebalanceConfig(config, GroupRebalanceConfig.ProtocolType.CONSUMER);
            if (group.groupId != null && group.groupId.isEmpty()) {
                throw new InvalidGroupIdException("The group id must not be empty");
            }
            LogContext logContext = ConsumerUtils.createLogContext(config, group);
            log = logContext.logger(ClientParts.class);
            requestTimeoutMillis = config.getInt(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG);
            retryBackoffMillis = config.getLong(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG);

            List<MetricsReporter> reporters =
                    CommonClientConfigs.metricsReporters(clientId, config);
            telemetry = CommonClientConfigs.telemetryReporter(clientId, config);
            telemetry.ifPresent(reporters::add);
            metrics = ConsumerUtils.createMetrics(config, time, reporters);
            var sensors = new FetchSensors(metrics);
            FetchMetricsManager fetchMetrics = ConsumerUtils.createFetchMetricsManager(metrics);

            interceptors = new ConsumerInterceptors<>(List.of(), metrics);
            deserializers =
                    new Deserializers<>(config, standIns, new ByteArrayDeserializer(), metrics);
            subscriptions = ConsumerUtils.createSubscriptionState(config, logContext);
            ClusterResourceListeners listeners =
                    ClientUtils.configureClusterResourceListeners(metrics.reporters());
            metadata = new ConsumerMetadata(config, subscriptions, logContext, listeners);
            metadata.bootstrap(ClientUtils.parseAndValidateAddresses(config));

            var apiVersions = new ApiVersions();
            client =
                    ConsumerUtils.createConsumerNetworkClient(
                            config,
                            metrics,
                            logContext,
                            apiVersions,
                            time,
                            metadata,
                            fetchMetrics.throttleTimeSensor(),
                            retryBackoffMillis,
                            telemetry.map(ClientTelemetryReporter::telemetrySender).orElse(null));
            coordinator = group.groupId == null ? null : coordinatorOf(group, config, logContext);
            FetchConfig fetchConfig = oneByOne(new FetchConfig(config));
            fetcher =
                    new StandInFetcher(
                            logContext,
                            client,
                            metadata,
                            subscriptions,
                            fetchConfig,
                            deserializers,
                            fetchMetrics,
                            time,
                            apiVersions,
                            standIns,
                            sensors,
                            config.getInt(ConsumerConfig.MAX_POLL_RECORDS_CONFIG));
            offsetFetcher =
                    new OffsetFetcher(
                            logContext,
                            client,
                            metadata,
                            subscriptions,
                            time,
                            retryBackoffMillis,
                            requestTimeoutMillis,
                            fetchConfig.isolationLevel,
                            apiVersions);
            pollMetrics = new KafkaConsumerMetrics(metrics);
            ignoreUnused(config);
            AppInfoParser.registerAppInfo(JMX_PREFIX, clientId, metrics, time.milliseconds());
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private ConsumerCoordinator coordinatorOf(
            GroupRebalanceConfig group, ConsumerConfig config, LogContext logContext) {
        List<ConsumerPartitionAssignor> assignors =
                ConsumerPartitionAssignor.getAssignorInstances(
                        config.getList(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG),
                        config.originals(Map.of(ConsumerConfig.CLIENT_ID_CONFIG, clientId)));
        return new ConsumerCoordinator(
                group,
                logContext,
                client,
                assignors,
                metadata,
                subscriptions,
                metrics,
                METRIC_GROUP_PREFIX,
                time,
                false,
                config.getInt(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG),
                interceptors,
                false,
                telemetry);
    }

    /** One record per collected fetch: a stand-in is a record for the client, and may be many. */
    private static FetchConfig oneByOne(FetchConfig config) {
        return new FetchConfig(
                config.minBytes,
                config.maxBytes,
                config.maxWaitMs,
                config.fetchSize,
                1,
                config.checkCrcs,
                config.clientRackId,
                config.isolationLevel);
    }

    private static void ignoreUnused(ConsumerConfig config) {
        config.ignore(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG);
        config.ignore(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        config.logUnused();
    }

    /** Closes what is there already. */
    private KafkaException failed(Throwable cause) {
        if (log != null) {
            try {
                close(Duration.ZERO);
            } catch (KafkaException e) {
                log.warn("A consumer that could not be created was not closed completely", e);
            }
        }
        return Explanation.of(new KafkaException(Explanation.reasons(cause)), cause);
    }

    /**
     * Closes all parts, whatever fails.
     *
     * @param timeout for pending commits, and to tell the brokers
     * @throws KafkaException if one could not be closed
     */
    void close(Duration timeout) {
        var closing = new Closing(log);
        Timer timer = time.timer(Math.min(timeout.toMillis(), requestTimeoutMillis));
        telemetry.ifPresent(ClientTelemetryReporter::initiateClose);
        timer.update();
        if (coordinator != null) {
            closing.close(
                    "coordinator",
                    () -> coordinator.close(timer, CloseOptions.GroupMembershipOperation.DEFAULT));
        }
        if (fetcher != null) {
            timer.update();
            closing.close("fetcher", () -> fetcher.close(timer));
        }
        closing.close("interceptors", interceptors);
        closing.close("poll metrics", pollMetrics);
        closing.close("metrics", metrics);
        closing.close("network client", client);
        closing.close("deserializers", deserializers);
        telemetry.ifPresent(reporter -> closing.close("telemetry", reporter));
        closing.close(
                "application info",
                () -> AppInfoParser.unregisterAppInfo(JMX_PREFIX, clientId, metrics));
        closing.finish();
    }
}
