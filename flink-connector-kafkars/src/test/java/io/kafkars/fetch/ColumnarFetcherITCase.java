// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ColumnarFetcherITCase extends LogFetcherContract {

    @Override
    LogFetcher create(Map<String, Object> properties, RecordContent content) {
        return new ColumnarFetcher(properties, content);
    }

    @Test
    void theTestedClientIsAvailable() {
        assertThat(ColumnarFetcher.unavailable()).isEmpty();
    }

    // Metrics

    @Test
    void theMetricsAreThoseOfKafkasConsumer() {
        var topic = kafka.topic("metrics.of.all", 3, Map.of("compression.type", "lz4"));
        IntStream.range(0, 3).forEach(i -> topic.write(i, times(1_000 + 1_000 * i)));
        topic.aborted(transaction -> transaction.write(0, times(10)));
        topic.write(0, times(1));
        var own = Map.of("isolation.level", "read_committed", "group.id", "metrics");

        var expected = metrics(own, "metrics.of.all", 3, ClientFetcherITCase::of);
        var found = metrics(own, "metrics.of.all", 3, ColumnarFetcher::new);

        assertThat(found.keySet()).isEqualTo(expected.keySet());
        assertEqualWhere(
                name -> name.contains("-consumed-total") || name.contains("records-lag {"),
                found,
                expected);
    }

    /** Of one partition, both get the same responses. */
    @Test
    void averagesArePerResponse() {
        kafka.topic("averages", 1).write(0, times(5_000));

        var expected = metrics(Map.of(), "averages", 1, ClientFetcherITCase::of);
        var found = metrics(Map.of(), "averages", 1, ColumnarFetcher::new);

        assertEqualWhere(
                name -> name.contains("fetch-size-") || name.contains("records-per-request-avg"),
                found,
                expected);
    }

    private static void assertEqualWhere(
            Predicate<String> compared, Map<String, Object> found, Map<String, Object> expected) {
        expected.keySet().removeIf(compared.negate());
        assertThat(expected).isNotEmpty();
        found.keySet().retainAll(expected.keySet());
        assertThat(found).isEqualTo(expected);
    }

    /** After all of a topic was read; by name, group and tags. */
    private static Map<String, Object> metrics(
            Map<String, String> own,
            String topic,
            int partitions,
            BiFunction<Map<String, Object>, RecordContent, LogFetcher> constructor) {
        var properties = new HashMap<>(properties(own));
        properties.put("max.partition.fetch.bytes", "20000");
        try (var fetcher = constructor.apply(properties, RecordContent.ALL)) {
            var all = IntStream.range(0, partitions).mapToObj(i -> partition(topic, i)).toList();
            fetcher.assign(all);
            all.forEach(place -> fetcher.seek(place, new OffsetAndMetadata(10)));
            var read = new FetchedRows(fetcher);
            fetcher.endOffsets(all).forEach(read::untilPosition);
            read.poll(Duration.ofMillis(200));
            if (properties.containsKey("group.id")) {
                fetcher.commitSync(Map.of(all.get(0), new OffsetAndMetadata(10)));
            }
            var values = new TreeMap<String, Object>();
            fetcher.metrics()
                    .forEach((name, metric) -> values.put(text(name), metric.metricValue()));
            return values;
        }
    }

    private static String text(MetricName name) {
        return name.group() + " " + name.name() + " " + new TreeMap<>(name.tags());
    }
}
