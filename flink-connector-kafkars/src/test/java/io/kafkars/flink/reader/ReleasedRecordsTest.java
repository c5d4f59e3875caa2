// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ReplayStatus;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.drift.ReaderDrift;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.metrics.SimpleCounter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.kafkars.flink.reader.TestMerge.id;
import static io.kafkars.flink.reader.TestMerge.record;
import static io.kafkars.flink.reader.TestMerge.state;
import static org.assertj.core.api.Assertions.assertThat;

class ReleasedRecordsTest {

    private final FakeEmitter emitter = new FakeEmitter();
    private final FakeOutput<String> flink = new FakeOutput<>();
    private final MainOutput<String> output = new MainOutput<>(true, TestMerge.WATERMARKS);
    private final KafkarsRecordEmitter<String> recordEmitter =
            new KafkarsRecordEmitter<>(
                    emitter,
                    output,
                    new ProgressReports(event -> {}, () -> ReplayStatus.NOTHING, () -> 0),
                    new ReaderDrift(DriftSettings.DEFAULT, report -> {}, () -> 0),
                    new SimpleCounter());

    @BeforeEach
    void poll() {
        output.use(flink);
        recordEmitter.add(id(0), state(0, 9));
        recordEmitter.add(id(1), state(1, 9));
    }

    private ReleasedRecords records(ReleasedBatch batch) {
        return new ReleasedRecords(batch, recordEmitter);
    }

    @Test
    void aBatchIsAnnouncedUnderTheSplitOfItsFirstRecordAndNoOther() {
        ReleasedRecords records =
                records(
                        TestMerge.unbounded()
                                .with(0, 0)
                                .with(1, 0)
                                .hold(record(0, 0, 9), record(1, 0, 5))
                                .release());

        assertThat(records.nextSplit()).isEqualTo("t-1");
        assertThat(records.nextSplit()).isNull();
    }

    @Test
    void flinkSeesTheStepsOfTheEmitterAsRecords() throws Exception {
        emitter.steps = List.of(2, 1);
        ReleasedRecords records =
                records(TestMerge.unbounded().with(0, 0).hold(record(0, 0, 5)).release());
        records.nextSplit();

        Step first = records.nextRecordFromSplit();
        assertThat(first.emit()).isEqualTo(2);
        Step second = records.nextRecordFromSplit();
        assertThat(second.emit()).isEqualTo(1);
        assertThat(records.nextRecordFromSplit()).isNull();
    }

    @Test
    void theBatchEndsWhenNoSplitFollows() {
        ReleasedRecords records =
                records(TestMerge.unbounded().with(0, 0).hold(record(0, 0, 5)).release());
        records.nextSplit();
        records.nextRecordFromSplit();
        assertThat(flink.take()).isEmpty();

        records.nextSplit();
        assertThat(flink.take()).containsExactly("watermark 4");
    }

    @Test
    void aBatchWithoutRecordsHasNoSplitAndEndsAtOnce() {
        TestMerge merge = TestMerge.unbounded().with(0, 0).hold(record(0, 0, 5));
        merge.release();

        assertThat(records(merge.releaseAfterSilence()).nextSplit()).isNull();
        assertThat(emitter.opened).isNull();
        assertThat(flink.take()).containsExactly("watermark 4", "idle");
    }

    @Test
    void splitsThatFinishWithTheBatchAreNamed() {
        TestMerge merge = TestMerge.bounded().with(0, 1).with(1, 2);
        ReleasedRecords records = records(merge.hold(record(0, 0, 5), record(1, 0, 6)).release());

        assertThat(records.finishedSplits()).containsExactly("t-0");
    }
}
