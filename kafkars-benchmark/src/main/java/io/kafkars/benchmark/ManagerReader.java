// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.arrow.MessageVectors;
import io.kafkars.consumer.ConsumerManager;
import io.kafkars.merge.MergeSettings;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/** Reads with kafkars' {@link ConsumerManager}, without Flink, into Arrow vectors. */
final class ManagerReader implements Reader {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final long MEMORY = 256L << 20;

    @Override
    public void read(Task task, String bootstrapServers, Probe probe, Runnable started) {
        var config = new HashMap<>(task.properties());
        config.put("bootstrap.servers", bootstrapServers);
        var outOfOrder = new OutOfOrderCounter();
        long count = 0;
        try (var allocator = ArrowMemory.newAllocator("manager", MEMORY);
                var vectors = new MessageVectors(Set.of(), allocator);
                var manager =
                        ConsumerManager.create(
                                config,
                                List.of(SourceTopic.earliest(task.topic())),
                                ReplayEnd.latest(),
                                MergeSettings.DEFAULT.batchSize())) {
            while (!manager.isLive()) {
                vectors.open(manager.poll(TIMEOUT));
                while (vectors.next()) {
                    if (count == 0) {
                        probe.first();
                    }
                    count += vectors.root().getRowCount();
                    if (task.kind() == Task.Kind.ORDER) {
                        for (long timestamp : ArrowBatches.timestamps(vectors.root())) {
                            outOfOrder.add(timestamp);
                        }
                    }
                }
            }
            probe.outOfOrder(outOfOrder.count());
            probe.last();
            probe.ended(count);
        }
    }
}
