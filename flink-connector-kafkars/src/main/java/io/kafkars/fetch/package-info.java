// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * Fetches records from Kafka as columns. {@link io.kafkars.fetch.LogFetcher} is what the rest knows
 * of Kafka's consumer. One of its implementations uses the public {@code KafkaConsumer}; the other
 * takes the bytes of each fetch response before Kafka's client makes an object of each record.
 */
package io.kafkars.fetch;
