// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e;

import io.kafkars.demo.Earthquake;
import io.kafkars.demo.EarthquakeTopic;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.testing.ArrowAllocations;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.Replay;
import io.kafkars.topics.SourceTopic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** A job in which DuckDB queries batches of the earthquakes. */
class DuckDbQueryITCase {

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @Test
    void duckDbSeesEveryEarthquakeOnce() throws Exception {
        var topic = EarthquakeTopic.fromFile();
        topic.writeTo(kafka.cluster());
        var source =
                KafkarsSource.arrow()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.earliest(EarthquakeTopic.NAME))
                        .setBatchSize(500)
                        // A batch ends at each watermark, and the earthquakes are minutes apart.
                        .setWatermarkInterval(Duration.ofDays(1))
                        .stopAtReplayEnd()
                        .build();

        var found = new TreeMap<String, NetworkSummary>();
        Replay.of(source)
                .through(batches -> batches.flatMap(new DuckDbQuery()))
                .toList()
                .forEach(summary -> found.merge(summary.network(), summary, NetworkSummary::plus));

        var expected = new TreeMap<String, NetworkSummary>();
        for (Earthquake earthquake : topic.earthquakes()) {
            var one = new NetworkSummary(earthquake.network(), 1, earthquake.magnitude());
            expected.merge(earthquake.network(), one, NetworkSummary::plus);
        }
        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(10);
        assertThat(ArrowAllocations.bytes()).isZero();
    }
}
