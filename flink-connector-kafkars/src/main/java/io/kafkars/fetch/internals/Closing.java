// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import io.kafkars.validation.Explanation;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;

/** Closes one thing after the other, whatever fails. Not thread-safe. */
final class Closing {

    private final Logger log;
    private KafkaException failure;

    Closing(Logger log) {
        this.log = log;
    }

    /**
     * @param resource {@code null} if it was never opened
     */
    void close(String name, AutoCloseable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (Exception | LinkageError e) {
            log.error("Failed to close the {} of the consumer", name, e);
            if (failure == null) {
                failure = e instanceof InterruptException interrupt ? interrupt : wrapped(e);
            }
        }
    }

    private static KafkaException wrapped(Throwable failure) {
        return Explanation.of(
                new KafkaException(
                        "Kafka's consumer cannot be closed: " + Explanation.reason(failure)),
                failure);
    }

    /**
     * To be called last.
     *
     * @throws KafkaException the first failure
     */
    void finish() {
        if (failure != null) {
            throw failure;
        }
    }
}
