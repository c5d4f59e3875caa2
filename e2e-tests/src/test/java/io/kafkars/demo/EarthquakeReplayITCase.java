// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.testing.KafkaExtension;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

/** The comparison fails for sources that do not keep the promises of kafkars. */
class EarthquakeReplayITCase {

    private static final EarthquakeTopic TOPIC = EarthquakeTopic.fromFile();
    private static final long FIRST_HOUR_ENDS = 1_517_364_000_000L;

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @TempDir private Path directory;

    private final Output out = new Output();
    private final Output err = new Output();

    @BeforeAll
    static void fillTopic() {
        TOPIC.writeTo(kafka.cluster());
    }

    @Test
    void aSourceOutOfOrderFailsAlthoughNothingIsLost() throws Exception {
        assertThat(replay(allWindowsKeptOpen())).isFalse();

        assertThat(out.lines()).contains("1,707 of 1,707 earthquakes in 169 windows");
        assertThat(out.lines()).doesNotContain("LIVE");
        assertThat(err.text())
                .containsPattern(
                        "FAILED: kafkars emitted 1,\\d{3} of 1,707 earthquakes out of order,"
                                + " expected none")
                .contains("FAILED: kafkars ended without going live");
    }

    @Test
    void lostEarthquakesAreNamed() throws Exception {
        ObservationSource all = allWindowsKeptOpen();

        assertThat(replay(env -> all.addTo(env).filter(o -> o.time() >= FIRST_HOUR_ENDS)))
                .isFalse();

        long lost = TOPIC.earthquakes().stream().filter(e -> e.time() < FIRST_HOUR_ENDS).count();
        assertThat(lost).isPositive();
        assertThat(out.lines())
                .contains("%,d of 1,707 earthquakes in 168 windows".formatted(1707 - lost));
        assertThat(err.text())
                .containsPattern("FAILED: missing: 2018-01-31 01:00 +" + lost + "  strongest");
    }

    /** Flink's own source, with watermarks so far behind that no window loses a record. */
    private static ObservationSource allWindowsKeptOpen() {
        var late =
                WatermarkStrategy.<Observation>forBoundedOutOfOrderness(Duration.ofDays(8))
                        .withTimestampAssigner((observation, timestamp) -> observation.time());
        return env -> flinkSource().addTo(env).assignTimestampsAndWatermarks(late);
    }

    private static ObservationSource flinkSource() {
        return new FlinkKafkaSource(kafka.bootstrapServers(), new Properties());
    }

    private boolean replay(ObservationSource source) throws Exception {
        try (var display = new Display(out.stream(), err.stream())) {
            return new EarthquakeReplay(TOPIC, display, out.stream(), err.stream())
                    .run(
                            new Replay(source, true, false),
                            flinkSource(),
                            directory.resolve("picture.png"));
        }
    }
}
