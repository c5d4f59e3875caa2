package io.kafkars.benchmark;

import io.kafkars.testing.EmbeddedKafka;

import java.util.Map;

/** The process of the broker: one node of Kafka's own test kit, until its parent goes. */
final class Broker {

    private Broker() {}

    public static void main(String[] arguments) {
        var parent = new Parent();
        // A topic that is deleted makes room at once.
        try (var kafka = EmbeddedKafka.start(Map.of("log.segment.delete.delay.ms", "1000"))) {
            parent.send(Answer.ready(kafka.bootstrapServers()));
            while (parent.line() != null) {
                // It is given no tasks: topics are made and filled over the network.
            }
        } catch (RuntimeException e) {
            parent.send(Answer.failed(e));
        }
        System.exit(0);
    }
}
