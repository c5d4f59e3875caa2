// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.demo.Earthquake;
import io.kafkars.demo.EarthquakeTopic;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.Test;

import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** A job in which DuckDB queries batches of the earthquakes. */
class DuckDbQueryITCase {

    @Test
    void duckDbSeesEveryEarthquakeOnce() throws Exception {
        var topic = EarthquakeTopic.fromFile();
        var found = new TreeMap<String, NetworkSummary>();
        try (var kafka = EmbeddedKafka.start()) {
            topic.writeTo(kafka);
            var env = StreamExecutionEnvironment.createLocalEnvironment(1);
            var source =
                    KafkarsSource.arrow()
                            .setBootstrapServers(kafka.bootstrapServers())
                            .setTopics(SourceTopic.earliest(EarthquakeTopic.NAME))
                            .setBatchSize(500)
                            .stopAtReplayEnd()
                            .build();
            var batches = env.fromSource(source, WatermarkStrategy.noWatermarks(), "earthquakes");
            try (var summaries = batches.flatMap(new DuckDbQuery()).executeAndCollect()) {
                summaries.forEachRemaining(
                        summary -> found.merge(summary.network(), summary, NetworkSummary::plus));
            }
        }
        var expected = new TreeMap<String, NetworkSummary>();
        for (Earthquake earthquake : topic.earthquakes()) {
            var one = new NetworkSummary(earthquake.network(), 1, earthquake.magnitude());
            expected.merge(earthquake.network(), one, NetworkSummary::plus);
        }
        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(10);
        assertThat(ArrowAllocations.bytes()).isZero();
    }
}
