// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ReplayStatus;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.drift.ReaderDrift;
import io.kafkars.flink.enumerator.ReaderProgressEvent;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.kafkars.flink.reader.TestMerge.id;
import static io.kafkars.flink.reader.TestMerge.record;
import static io.kafkars.flink.reader.TestMerge.state;
import static org.assertj.core.api.Assertions.assertThat;

class KafkarsRecordEmitterTest {

    private final FakeEmitter emitter = new FakeEmitter();
    private final FakeOutput<String> flink = new FakeOutput<>();
    private final MainOutput<String> output = new MainOutput<>(true, TestMerge.WATERMARKS);
    private final List<ReaderProgressEvent> sent = new ArrayList<>();
    private final Counter recordsIn = new SimpleCounter();
    private final KafkarsRecordEmitter<String> recordEmitter =
            new KafkarsRecordEmitter<>(
                    emitter,
                    output,
                    new ProgressReports(sent::add, () -> ReplayStatus.NOTHING, () -> 0),
                    new ReaderDrift(DriftSettings.DEFAULT, report -> {}, () -> 0),
                    recordsIn);

    @BeforeEach
    void poll() {
        output.use(flink);
    }

    // Records

    @Test
    void theEmitterGetsTheStatesInTheOrderOfThePartitionsOfTheBatch() {
        recordEmitter.add(id(1), state(1, 9));
        recordEmitter.add(id(0), state(0, 9));
        recordEmitter.begin(
                TestMerge.unbounded().with(1, 0).with(0, 0).hold(record(1, 0, 5)).release());

        assertThat(emitter.opened).containsExactly("t-0", "t-1");
    }

    @Test
    void theOrderFollowsPartitionsThatJoinAndLeave() {
        TestMerge merge = TestMerge.bounded().with(1, 1).with(2, 9);
        recordEmitter.add(id(1), state(1, 1));
        recordEmitter.add(id(2), state(2, 9));
        recordEmitter.begin(merge.hold(record(1, 0, 5), record(2, 0, 5)).release());
        assertThat(emitter.opened).containsExactly("t-1", "t-2");

        recordEmitter.remove(id(1));
        merge.with(0, 9);
        recordEmitter.add(id(0), state(0, 9));
        recordEmitter.begin(merge.hold(record(0, 0, 6), record(2, 1, 6)).release());
        assertThat(emitter.opened).containsExactly("t-0", "t-2");
    }

    @Test
    void aPartitionThatHasJoinedTheMergeAndGivenNoRecordMayHaveNoState() {
        recordEmitter.add(id(1), state(1, 9));
        recordEmitter.begin(
                TestMerge.unbounded().with(0, 0).with(1, 0).hold(record(1, 0, 5)).release());

        assertThat(emitter.opened).containsExactly("none", "t-1");
    }

    @Test
    void allRecordsOfAStepAreCountedAlthoughFlinkCountsOne() throws Exception {
        emitter.steps = List.of(16, 1, 3);
        recordEmitter.add(id(0), state(0, 9));
        Emitter steps =
                recordEmitter.begin(
                        TestMerge.unbounded().with(0, 0).hold(record(0, 0, 5)).release());
        while (steps.next()) {
            recordEmitter.emitRecord(steps, null, null);
        }

        assertThat(recordsIn.getCount()).isEqualTo(15 + 0 + 2);
    }

    @Test
    void anIdleOutputIsActiveBeforeTheFirstRecord() {
        output.markIdle();
        recordEmitter.add(id(0), state(0, 9));
        recordEmitter.begin(TestMerge.unbounded().with(0, 0).hold(record(0, 0, 5)).release());

        assertThat(flink.take()).containsExactly("idle", "active");
    }

    // After the last record

    @Test
    void offsetsWithoutRecordsAdvanceTheStateOnlyWithTheEndOfTheBatch() {
        KafkarsSplitState state = state(0, 9);
        recordEmitter.add(id(0), state);
        ReleasedBatch batch =
                TestMerge.unbounded().with(0, 9).hold(record(0, 0, 5)).reach(0, 4).release();
        recordEmitter.begin(batch);
        assertThat(state.nextOffset()).isZero();

        recordEmitter.end(batch);
        assertThat(state.nextOffset()).as("there are no records at 1 to 3").isEqualTo(4);
    }

    @Test
    void theWatermarkAndTheProgressFollowTheBatch() {
        recordEmitter.add(id(0), state(0, 9));
        ReleasedBatch batch = TestMerge.unbounded().with(0, 0).hold(record(0, 0, 5)).release();
        recordEmitter.begin(batch);
        assertThat(flink.take()).isEmpty();

        recordEmitter.end(batch);
        assertThat(flink.take()).containsExactly("watermark 4");
        assertThat(sent).singleElement().returns(1, ReaderProgressEvent::splits);
    }

    @Test
    void aSplitThatIsRemovedCountsAsFinished() {
        recordEmitter.add(id(0), state(0, 9));
        recordEmitter.add(id(1), state(1, 9));
        recordEmitter.remove(id(0));
        recordEmitter.end(TestMerge.unbounded().with(1, 9).release());

        assertThat(recordEmitter.states()).hasSize(1);
        assertThat(sent)
                .singleElement()
                .returns(1, ReaderProgressEvent::splits)
                .returns(1, ReaderProgressEvent::finishedSplits);
    }

    @Test
    void theEmitterIsStartedFlushedAndClosed() throws Exception {
        recordEmitter.start();
        recordEmitter.flush();
        recordEmitter.close();

        assertThat(emitter.calls).containsExactly("start", "flush", "close");
    }
}
