// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.merge.PartitionId;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.topics.ScanRange;
import io.kafkars.topics.SourceTopic;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static io.kafkars.flink.enumerator.Splits.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class KafkaPartitionDiscoveryITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @Test
    void theInitialPartitionsHaveBoundsAndATopicId() throws Exception {
        kafka.topic("initial", 2);
        produce("initial", 1, 3);
        try (var discovery = discovery("initial")) {
            long before = System.currentTimeMillis();
            var initial = discovery.initial();

            assertThat(initial.resolveTime()).isBetween(before, System.currentTimeMillis());
            assertThat(initial.partitions())
                    .extracting(each -> each.progress().id(), each -> each.progress().replayEnd())
                    .containsExactly(tuple(id("initial", 0), 0L), tuple(id("initial", 1), 3L));
            assertThat(initial.partitions())
                    .extracting(ResolvedPartition::topicId)
                    .doesNotContain(Uuid.ZERO_UUID);
        }
    }

    @Test
    void aNewPartitionIsReplayedWhileTheSourceIsNotLiveAndLiveAfterwards() throws Exception {
        kafka.topic("growing", 1);
        try (var discovery = discovery("growing")) {
            Set<PartitionId> known = Set.of(id("growing", 0));
            assertThat(discovery.found(known, false).added()).isEmpty();

            kafka.topic("growing").addPartitions(2);
            produce("growing", 1, 4);
            var listing = discovery.found(known, false);
            assertThat(listing.partitions()).containsOnlyKeys(id("growing", 0), id("growing", 1));
            assertThat(onlyAdded(listing).progress().replayLength()).isEqualTo(4);
            assertThat(onlyAdded(discovery.found(known, true)).progress().isLive()).isTrue();
        }
    }

    @Test
    void aRecreatedTopicIsListedWithItsNewId() throws Exception {
        kafka.topic("recreated", 1);
        try (var discovery = discovery("recreated")) {
            Uuid before = discovery.initial().partitions().get(0).topicId();
            kafka.topic("recreated").delete();
            kafka.topic("recreated", 1);

            var listing = discovery.found(Set.of(id("recreated", 0)), false);
            assertThat(listing.added()).isEmpty();
            assertThatThrownBy(
                            () ->
                                    new ListingCheck()
                                            .check(Map.of(id("recreated", 0), before), listing))
                    .hasMessageContainingAll(
                            "'recreated' was deleted and recreated",
                            before.toString(),
                            listing.partitions().get(id("recreated", 0)).toString());
        }
    }

    @Test
    void aDeletedTopicIsNotListed() throws Exception {
        kafka.topic("gone", 1);
        try (var discovery = discovery("gone")) {
            discovery.initial();
            kafka.topic("gone").delete();

            assertThat(discovery.found(Set.of(id("gone", 0)), false).partitions()).isEmpty();
        }
    }

    @Test
    void aTopicThatDoesNotExistFailsTheInitialDiscovery() {
        var discovery = discovery("nope");
        try (discovery) {
            assertThatThrownBy(discovery::initial).hasMessageContaining("'nope' does not exist");
        }
    }

    @Test
    @Timeout(60)
    void closingEndsTheClientThreadAndTheCallInProgress() throws Exception {
        var unreachable =
                new KafkaPartitionDiscovery(
                        List.of(SourceTopic.earliest("any")),
                        ReplayEnd.latest(),
                        ConsumerProperties.of(
                                Map.of(
                                        "bootstrap.servers",
                                        "localhost:1",
                                        "client.id",
                                        "closing-test")),
                        ScanRange.ALL,
                        ExpiredStartPolicy.EARLIEST);
        var call =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return unreachable.initial();
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        while (clientThreads("closing-test").isEmpty()) {
            Thread.onSpinWait();
        }
        unreachable.close();

        assertThat(clientThreads("closing-test")).isEmpty();
        assertThat(call.handle((result, failure) -> failure).get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void afterClosingNoClientIsOpened() {
        var discovery = discovery("any");
        discovery.close();

        assertThatThrownBy(discovery::initial).hasMessageContaining("being closed");
        assertThat(clientThreads("any-client")).isEmpty();
    }

    private static KafkaPartitionDiscovery discovery(String topic) {
        return new KafkaPartitionDiscovery(
                List.of(SourceTopic.earliest(topic)),
                ReplayEnd.latest(),
                ConsumerProperties.of(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "client.id",
                                topic + "-client")),
                ScanRange.ALL,
                ExpiredStartPolicy.EARLIEST);
    }

    private static void produce(String topic, int partition, int records) {
        kafka.produce(
                Collections.nCopies(
                        records,
                        new ProducerRecord<byte[], byte[]>(
                                topic, partition, 1_000L, null, new byte[1])));
    }

    private static ResolvedPartition onlyAdded(PartitionDiscovery.Listing listing) {
        assertThat(listing.added()).hasSize(1);
        return listing.added().get(0);
    }

    /** Kafka's admin client names its thread after the client id. */
    private static List<String> clientThreads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(prefix + "-enumerator"))
                .toList();
    }
}
