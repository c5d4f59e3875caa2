// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.testing.EmbeddedKafka;

import java.util.Map;

/** The broker's process: one node of Kafka's own test kit, which runs until its parent ends. */
final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] arguments) {
        var parent = new ParentProcess();
        // So that a deleted topic frees its disk space at once.
        try (var kafka = EmbeddedKafka.start(Map.of("log.segment.delete.delay.ms", "1000"))) {
            parent.send(Answer.ready(kafka.bootstrapServers()));
            while (parent.line() != null) {
                // There are no tasks for it: topics are created and filled over the network.
            }
        } catch (RuntimeException e) {
            parent.send(Answer.failed(e));
        }
        System.exit(0);
    }
}
