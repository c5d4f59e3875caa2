// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.fixtures.CapturedLog;
import io.kafkars.merge.MergeSettings;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a fetcher is opened as; no broker is needed for that. */
class LogFetchersTest {

    private static final String VERSION = AppInfoParser.getVersion();

    private final CapturedLog log = CapturedLog.begin();

    @AfterEach
    void endLog() {
        log.close();
    }

    private static Map<String, Object> properties(Map<String, String> more) {
        Map<String, Object> properties =
                ConsumerProperties.of(Map.of("bootstrap.servers", "localhost:1"))
                        .forConsumer("0", 1, MergeSettings.DEFAULT, false);
        properties.putAll(more);
        return properties;
    }

    private Class<?> opened(FetchMode mode, Map<String, String> more) {
        try (var fetcher = LogFetchers.open(properties(more), RecordContent.ALL, mode)) {
            return fetcher.getClass();
        }
    }

    private List<String> said() {
        return log.lines().stream()
                .filter(line -> line.startsWith("INFO " + LogFetchers.class.getName()))
                .map(line -> line.split(" ", 3)[2])
                .toList();
    }

    @Test
    void withTheClientOfTheBuildRecordsAreFetchedAsColumns() {
        assertThat(opened(FetchMode.AUTO, Map.of())).isEqualTo(ColumnarFetcher.class);
        assertThat(said())
                .containsExactly("Records are fetched as columns (kafka-clients " + VERSION + ")");
        assertThat(opened(FetchMode.COLUMNAR, Map.of())).isEqualTo(ColumnarFetcher.class);
    }

    @Test
    void theClientIsUsedWhereItIsAskedForAndWhereAPropertyNeedsIt() {
        assertThat(opened(FetchMode.CLIENT, Map.of())).isEqualTo(ClientFetcher.class);
        assertThat(opened(FetchMode.AUTO, Map.of("group.protocol", "consumer", "group.id", "g")))
                .isEqualTo(ClientFetcher.class);
        assertThat(said())
                .hasSize(2)
                .allMatch(
                        line ->
                                line.startsWith(
                                        "Records are fetched through KafkaConsumer (kafka-clients "
                                                + VERSION
                                                + "): "));
    }

    @Test
    void columnsThatAreNotPossibleAreAnErrorBeforeAnyClientExists() {
        assertThatThrownBy(
                        () ->
                                opened(
                                        FetchMode.COLUMNAR,
                                        Map.of("interceptor.classes", "no.such.Class")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("  - 'interceptor.classes' is set, ");
        assertThat(said()).isEmpty();
    }

    @Test
    void whatTheClientRefusesIsItsOwnException() {
        for (FetchMode mode : FetchMode.values()) {
            assertThatThrownBy(() -> opened(mode, Map.of("max.poll.records", "0")))
                    .isInstanceOf(KafkaException.class);
        }
    }
}
