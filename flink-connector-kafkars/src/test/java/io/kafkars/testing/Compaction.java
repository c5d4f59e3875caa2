// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Compacts a topic on request. The broker's cleaner never touches the active segment, so a new one
 * is rolled first.
 */
final class Compaction {

    /** Settings of a topic that the cleaner always finds dirty enough. */
    static final Map<String, String> TOPIC =
            Map.of(
                    "cleanup.policy", "compact",
                    "min.cleanable.dirty.ratio", "0.0001",
                    "delete.retention.ms", "0");

    /** Settings of a broker whose cleaner looks for work often. */
    static final Map<String, String> BROKER = Map.of("log.cleaner.backoff.ms", "50");

    private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final EmbeddedKafka kafka;

    Compaction(EmbeddedKafka kafka) {
        this.kafka = kafka;
    }

    /** Returns when every replica of every partition is compacted up to its end. */
    void compact(String topic, int partitions) {
        for (var broker : kafka.testKit().brokers().values()) {
            for (int number = 0; number < partitions; number++) {
                var partition = new TopicPartition(topic, number);
                var log = broker.logManager().getLog(partition, false);
                if (log.isEmpty()) {
                    continue;
                }
                if (!log.get().config().compact) {
                    throw new IllegalStateException(
                            "Topic " + topic + " is not compacted: create it as compactedTopic");
                }
                EmbeddedKafka.unchecked(
                        "compact " + partition,
                        () -> {
                            if (log.get().activeSegment().size() > 0) {
                                log.get().roll();
                            }
                            long end = log.get().logEndOffset();
                            if (end > 0
                                    && !broker.logManager()
                                            .cleaner()
                                            .awaitCleaned(partition, end, PATIENCE_MILLIS)) {
                                throw new IllegalStateException(
                                        "The cleaner did not reach offset " + end);
                            }
                            return null;
                        });
            }
        }
    }
}
