// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.KafkaConsumer;

import java.util.Map;

class ClientFetcherITCase extends LogFetcherContract {

    @Override
    LogFetcher create(Map<String, Object> properties, RecordContent content) {
        return of(properties, content);
    }

    static LogFetcher of(Map<String, Object> properties, RecordContent content) {
        return new ClientFetcher(
                new KafkaConsumer<>(
                        properties, content.keyDeserializer(), content.valueDeserializer()),
                content);
    }
}
