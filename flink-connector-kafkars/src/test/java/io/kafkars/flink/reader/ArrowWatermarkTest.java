// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.arrow.ArrowBatch;
import io.kafkars.flink.arrow.ArrowElements;
import io.kafkars.flink.arrow.ArrowOptions;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.ReleasedBatch;
import io.kafkars.merge.ReplayWatermarks;

import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static io.kafkars.flink.reader.TestMerge.record;
import static io.kafkars.flink.reader.TestMerge.state;
import static org.assertj.core.api.Assertions.assertThat;

/** Where Arrow batches end: where a watermark of the replay falls, each 10 ms. */
class ArrowWatermarkTest {

    private final FakeOutput<ArrowBatch> flink = new FakeOutput<>();
    private final KafkarsSplitState[] states = {state(0, 100), state(1, 100)};

    /** Number of rows of the elements, and the watermarks between them. */
    private List<String> emitted(boolean emitsWatermarks, ReleasedBatch batch) throws Exception {
        var settings = MergeSettings.DEFAULT.withWatermarkInterval(Duration.ofMillis(10));
        var output = new MainOutput<ArrowBatch>(emitsWatermarks, new ReplayWatermarks(settings));
        output.use(flink);
        var emitted = new ArrayList<String>();
        try (Emitter emitter = open(output)) {
            emitter.open(batch, states);
            while (emitter.next()) {
                flink.take().stream().filter(text -> text.startsWith("w")).forEach(emitted::add);
                emitted.add(emitter.emit() + " rows");
            }
        }
        return emitted;
    }

    private static TestMerge replay() {
        return TestMerge.unbounded().with(0, 100).with(1, 100);
    }

    @Test
    void aBatchEndsWhereAWatermarkFalls() throws Exception {
        TestMerge merge = replay();
        merge.hold(record(0, 0, 5), record(0, 1, 6), record(0, 2, 12), record(0, 3, 41));
        merge.hold(record(1, 0, 7), record(1, 1, 19), record(1, 2, 20), record(1, 3, 42));

        assertThat(emitted(true, merge.release()))
                .containsExactly(
                        "watermark -1",
                        "3 rows",
                        "watermark 9",
                        "2 rows",
                        "watermark 19",
                        "1 rows",
                        "watermark 39",
                        "1 rows");
    }

    @Test
    void aRunOfOnePartitionIsCutInside() throws Exception {
        TestMerge merge = TestMerge.unbounded().with(0, 100);
        merge.holdInSteps(0, 0, 25, 1);

        assertThat(emitted(true, merge.release()))
                .containsExactly(
                        "watermark -1",
                        "10 rows",
                        "watermark 9",
                        "10 rows",
                        "watermark 19",
                        "5 rows");
    }

    @Test
    void aRecordAfterItsReplayEndEndsNoBatch() throws Exception {
        states[0] = state(0, 1);
        TestMerge merge = TestMerge.unbounded().with(0, 1).with(1, 100);
        merge.hold(record(0, 0, 1), record(0, 1, 15), record(1, 0, 2), record(1, 1, 21));

        assertThat(emitted(true, merge.release()))
                .containsExactly("watermark -1", "3 rows", "watermark 19", "1 rows");
    }

    @Test
    void withoutWatermarksABatchIsAsLargeAsItCanBe() throws Exception {
        TestMerge merge = TestMerge.unbounded().with(0, 100);
        merge.holdInSteps(0, 0, 25, 1);

        assertThat(emitted(false, merge.release())).containsExactly("25 rows");
    }

    /** Of released batches of up to 2,000 rows, the default. */
    @ParameterizedTest(name = "a record each {0} ms, a watermark each {1} s")
    @CsvSource({"1, 1, 1000", "1, 60, 2000", "333, 1, 3", "333, 60, 166"})
    void aBatchHasSoManyRows(long step, long intervalSeconds, long rows) throws Exception {
        int records = 4_000;
        states[0] = state(0, records + 1);
        TestMerge merge = TestMerge.unbounded().with(0, records + 1);
        merge.holdInSteps(0, 0, records, step);
        var settings =
                MergeSettings.DEFAULT.withWatermarkInterval(Duration.ofSeconds(intervalSeconds));
        var output = new MainOutput<ArrowBatch>(true, new ReplayWatermarks(settings));
        output.use(flink);
        try (Emitter emitter = open(output)) {
            ReleasedBatch batch = merge.release();
            while (batch.rows() > 0) {
                emitter.open(batch, states);
                while (emitter.next()) {
                    emitter.emit();
                }
                batch = merge.release();
            }
        }

        assertThat(records / output.collectedElements()).isEqualTo(rows);
    }

    @Test
    void theDefaultIntervalIsAMinute() {
        assertThat(new ArrowElements(ArrowOptions.DEFAULT).watermarkInterval())
                .isEqualTo(Duration.ofMinutes(1));
    }

    private static Emitter open(MainOutput<ArrowBatch> output) {
        return new ArrowElements(ArrowOptions.DEFAULT)
                .open(new TestingReaderContext(), output, new RegisteredMetrics().ofReader());
    }
}
