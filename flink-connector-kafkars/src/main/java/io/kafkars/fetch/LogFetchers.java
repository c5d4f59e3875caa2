// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.utils.AppInfoParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/** Opens what fetches records: decides how, once for each fetcher, and logs it. */
public final class LogFetchers {

    private static final Logger LOG = LoggerFactory.getLogger(LogFetchers.class);

    private LogFetchers() {}

    /**
     * A fetcher with nothing assigned.
     *
     * @param properties of Kafka's consumer, with {@code auto.offset.reset=none} and auto-commit
     *     off
     * @param content the parts of the records that are wanted
     * @throws IllegalArgumentException if the mode is {@link FetchMode#COLUMNAR} and that is not
     *     possible; with every reason
     * @throws org.apache.kafka.common.KafkaException if Kafka's client refuses the properties
     */
    public static LogFetcher open(
            Map<String, Object> properties, RecordContent content, FetchMode mode) {
        FetchPath path = FetchPath.choose(properties, mode, ColumnarFetcher.unavailable());
        LOG.info("{}", path.describe(AppInfoParser.getVersion()));
        return path.columnar()
                ? new ColumnarFetcher(properties, content)
                : new ClientFetcher(
                        new KafkaConsumer<>(
                                properties, content.keyDeserializer(), content.valueDeserializer()),
                        content);
    }
}
