// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.flink.errors.DeadLetter;
import io.kafkars.flink.errors.FailedRecords;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.merge.RecordView;
import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import static io.kafkars.flink.reader.TestMerge.record;
import static io.kafkars.flink.reader.TestMerge.state;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowEmitterTest {

    private static final String RECORDS_IN_ERROR = "numRecordsInErrors";

    private final FakeOutput<String> flink = new FakeOutput<>();
    private final MainOutput<String> output = new MainOutput<>(true, TestMerge.WATERMARKS);
    private final RegisteredMetrics registered = new RegisteredMetrics();
    private final ReaderMetrics metrics = registered.ofReader();
    private final Schema schema = new Schema();

    /** Of live splits, unless a test replays. */
    private final KafkarsSplitState[] states = {state(0, 0), state(1, 0)};

    private RowEmitter<String> emitter(FailedRecords failedRecords) throws Exception {
        output.use(flink);
        return new RowEmitter<>(
                RecordDeserializer.open(schema, new TestingReaderContext()),
                output,
                failedRecords,
                metrics);
    }

    /** Each record gives all of its elements or none, as with every policy except to fail. */
    private RowEmitter<String> ofWholeRecords(FailedRecords failedRecords) throws Exception {
        output.use(flink);
        return new RowEmitter<>(
                RecordDeserializer.openForWholeRecords(
                        schema, Function.identity(), new TestingReaderContext()),
                output,
                failedRecords,
                metrics);
    }

    private static ReleasedBatch live(RecordView... records) {
        return TestMerge.unbounded().with(0, 0).with(1, 0).hold(records).release();
    }

    /** How many records each step of the batch has. */
    private List<Integer> steps(Emitter emitter, ReleasedBatch batch) throws Exception {
        var steps = new ArrayList<Integer>();
        emitter.open(batch, states);
        while (emitter.next()) {
            steps.add(emitter.emit());
        }
        return steps;
    }

    // Elements and steps

    @Test
    void theElementsOfABatchComeOutInItsOrderWithTheTimesOfTheirRecords() throws Exception {
        steps(
                emitter(FailedRecords.FAIL),
                live(record(0, 0, 5), record(0, 1, 9), record(1, 0, 7), record(1, 1, 8)));

        assertThat(flink.take()).containsExactly("0-0@5", "1-0@7", "1-1@8", "0-1@9");
    }

    @Test
    void aRecordWithoutTimestampHasTheMergeKeyOfItsPredecessor() throws Exception {
        steps(emitter(FailedRecords.FAIL), live(record(0, 0, 5), record(0, 1, -1)));

        assertThat(flink.take()).containsExactly("0-0@5", "0-1@5");
    }

    @Test
    void aStepHasAFewSmallRecordsAndEndsWithTheBatch() throws Exception {
        ReleasedBatch batch =
                TestMerge.unbounded()
                        .with(0, 0)
                        .holdTogether(0, 0, 2 * RowEmitter.MAX_RECORDS + 3, 1)
                        .release();

        assertThat(steps(emitter(FailedRecords.FAIL), batch))
                .containsExactly(RowEmitter.MAX_RECORDS, RowEmitter.MAX_RECORDS, 3);
    }

    @Test
    void aStepOfLargerRecordsHasFewerAndALargeRecordIsAStep() throws Exception {
        int size = RowEmitter.MAX_BYTES / 4;
        ReleasedBatch batch =
                TestMerge.unbounded()
                        .with(0, 0)
                        .holdTogether(0, 0, 6, size)
                        .holdTogether(0, 6, 2, RowEmitter.MAX_BYTES)
                        .release();

        assertThat(steps(emitter(FailedRecords.FAIL), batch)).containsExactly(3, 3, 1, 1);
    }

    @Test
    void lateRecordsAreCounted() throws Exception {
        TestMerge merge = TestMerge.unbounded().with(0, 0);
        var emitter = emitter(FailedRecords.FAIL);
        ReleasedBatch first = merge.hold(record(0, 0, 10)).release();
        steps(emitter, first);
        output.advance(first);
        steps(emitter, merge.hold(record(0, 1, 9), record(0, 2, 10)).release());

        assertThat(flink.take()).containsExactly("0-0@10", "watermark 9", "0-1@9", "0-2@10");
        assertThat(output.lateRecords()).isEqualTo(1);
    }

    // Watermarks of the replay

    @Test
    void theWatermarkPrecedesTheFirstReplayedRecordThatRaisesIt() throws Exception {
        states[0] = state(0, 100);
        states[1] = state(1, 100);
        TestMerge merge = TestMerge.unbounded().with(0, 100).with(1, 100);
        merge.hold(record(0, 0, 5), record(0, 1, 3), record(0, 2, 9));
        merge.hold(record(1, 0, 5), record(1, 1, 7));
        steps(emitter(FailedRecords.FAIL), merge.release());

        assertThat(flink.take())
                .containsExactly("watermark 4", "0-0@5", "0-1@3", "1-0@5", "watermark 6", "1-1@7");
        assertThat(output.lateRecords()).as("0-1 is out of order").isEqualTo(1);
    }

    @Test
    void aRecordAfterItsPartitionsReplayEndRaisesNothingWhileOthersAreReplayed() throws Exception {
        states[0] = state(0, 1);
        states[1] = state(1, 100);
        TestMerge merge = TestMerge.unbounded().with(0, 1).with(1, 100);
        merge.hold(record(0, 0, 5), record(0, 1, 8), record(1, 0, 6), record(1, 1, 9));
        steps(emitter(FailedRecords.FAIL), merge.release());

        assertThat(flink.take())
                .containsExactly(
                        "watermark 4",
                        "0-0@5",
                        "watermark 5",
                        "1-0@6",
                        "0-1@8",
                        "watermark 8",
                        "1-1@9");
    }

    @Test
    void aRestoredReaderRaisesTheWatermarkToTheSameValueBeforeItsFirstRecord() throws Exception {
        states[0] = state(0, 100);
        steps(
                emitter(FailedRecords.FAIL),
                TestMerge.unbounded().with(0, 100).hold(record(0, 7, 9)).release());

        assertThat(flink.take()).containsExactly("watermark 8", "0-7@9");
    }

    // States

    @Test
    void eachStepAdvancesTheStatesOfExactlyItsRecords() throws Exception {
        var emitter = emitter(FailedRecords.FAIL);
        TestMerge merge = TestMerge.unbounded().with(0, 0).with(1, 0);
        merge.holdTogether(0, 0, RowEmitter.MAX_RECORDS, 1).hold(record(1, 0, 50));
        emitter.open(merge.release(), states);

        emitter.next();
        emitter.emit();
        assertThat(states[0].nextOffset()).isEqualTo(RowEmitter.MAX_RECORDS);
        assertThat(states[1].nextOffset()).isZero();

        emitter.next();
        emitter.emit();
        assertThat(states[1].nextOffset()).isEqualTo(1);
        assertThat(states[1].toSplit().progress().mergeKey()).isEqualTo(50);
    }

    @Test
    void aRecordThatGivesNothingAdvancesItsSplit() throws Exception {
        schema.without.add("0-0");
        steps(emitter(FailedRecords.FAIL), live(record(0, 0, 5)));

        assertThat(flink.take()).isEmpty();
        assertThat(states[0].nextOffset()).isEqualTo(1);
    }

    // Records that fail

    @Test
    void aRecordThatFailsIsCountedAndItsSplitStaysBeforeIt() throws Exception {
        schema.failing.add("0-1");
        var emitter = emitter(FailedRecords.FAIL);

        assertThatThrownBy(() -> steps(emitter, live(record(0, 0, 5), record(0, 1, 6))))
                .isInstanceOf(DeserializationException.class)
                .hasMessageContaining("partition 0, offset 1");
        assertThat(registered.count(RECORDS_IN_ERROR)).isEqualTo(1);
        assertThat(states[0].nextOffset()).isEqualTo(1);
    }

    @Test
    void aFailedRecordThatIsTakenGivesNoElementAndAdvancesItsSplit() throws Exception {
        schema.failing.add("0-0");
        var taken = new FakeFailedRecords();
        steps(ofWholeRecords(taken), live(record(0, 0, 5), record(0, 1, 6)));

        assertThat(taken.calls).containsExactly("t-0@0");
        assertThat(flink.take()).containsExactly("0-1@6");
        assertThat(registered.count(RECORDS_IN_ERROR)).isEqualTo(1);
        assertThat(states[0].nextOffset()).isEqualTo(2);
    }

    @Test
    void aFailureDownstreamIsNoFailureOfTheRecordEvenIfTheSchemaWrapsIt() throws Exception {
        schema.wraps = true;
        flink.failure = new IllegalStateException("a map function failed");
        var taken = new FakeFailedRecords();
        var emitter = emitter(taken);

        assertThatThrownBy(() -> steps(emitter, live(record(0, 0, 5)))).isSameAs(flink.failure);
        assertThat(taken.calls).isEmpty();
        assertThat(registered.count(RECORDS_IN_ERROR)).isZero();
        assertThat(states[0].nextOffset()).isZero();
    }

    @Test
    void aFailureDownstreamOfWholeRecordsIsNoFailureOfTheRecord() throws Exception {
        flink.failure = new IllegalStateException("a map function failed");
        var taken = new FakeFailedRecords();
        var emitter = ofWholeRecords(taken);

        assertThatThrownBy(() -> steps(emitter, live(record(0, 0, 5)))).isSameAs(flink.failure);
        assertThat(taken.calls).isEmpty();
        assertThat(registered.count(RECORDS_IN_ERROR)).isZero();
    }

    @Test
    void aDeadLetterIsAnElementInThePlaceAndWithTheTimeOfItsRecord() throws Exception {
        schema.failing.add("0-1");
        var either = new FakeOutput<Either<DeadLetter, String>>();
        var eitherOutput = new MainOutput<Either<DeadLetter, String>>(true, TestMerge.WATERMARKS);
        eitherOutput.use(either);
        Emitter emitter =
                new RowOrDeadLetterElements<>(schema)
                        .open(new TestingReaderContext(), eitherOutput, metrics);
        steps(emitter, live(record(0, 0, 5), record(0, 1, 6), record(0, 2, 7)));

        List<String> emitted = either.take();
        assertThat(emitted.get(0)).isEqualTo("Right(0-0)@5");
        assertThat(emitted.get(1)).startsWith("Left(DeadLetter{").endsWith("@6");
        assertThat(emitted.get(2)).isEqualTo("Right(0-2)@7");
    }

    // Life cycle

    @Test
    void failedRecordsAreStartedAndFlushedWithTheEmitter() throws Exception {
        var taken = new FakeFailedRecords();
        var emitter = emitter(taken);
        emitter.start();
        emitter.flush();

        assertThat(taken.calls).containsExactly("start", "flush");
    }

    @Test
    void closingClosesTheSchemaEvenIfFailedRecordsCannotBeClosed() throws Exception {
        var taken = new FakeFailedRecords();
        taken.closeFailure = new IllegalStateException("no producer");
        var emitter = emitter(taken);

        assertThatThrownBy(emitter::close).isSameAs(taken.closeFailure);
        assertThat(schema.closed).isTrue();
    }

    /** The value of each record as a text. */
    private static final class Schema implements RecordDeserializationSchema<String> {

        private static final long serialVersionUID = 1L;

        /** Values on which it fails. */
        final Set<String> failing = new HashSet<>();

        /** Values that give no element. */
        final Set<String> without = new HashSet<>();

        /** Whether it wraps what the collector throws. */
        boolean wraps;

        boolean closed;

        @Override
        public void deserialize(RecordView record, Collector<String> out) throws IOException {
            String value = new String(record.value(), UTF_8);
            if (failing.contains(value)) {
                throw new IOException("cannot read " + value);
            }
            try {
                if (!without.contains(value)) {
                    out.collect(value);
                }
            } catch (RuntimeException e) {
                if (wraps) {
                    throw new IOException(e);
                }
                throw e;
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    /** Takes every record, and keeps the calls and the places of the records. */
    private static final class FakeFailedRecords implements FailedRecords {

        final List<String> calls = new ArrayList<>();
        RuntimeException closeFailure;

        @Override
        public void start() {
            calls.add("start");
        }

        @Override
        public void take(RecordView record, DeserializationException failure) {
            calls.add(record.partitionId() + "@" + record.offset());
        }

        @Override
        public void flush() {
            calls.add("flush");
        }

        @Override
        public void close() {
            if (closeFailure != null) {
                throw closeFailure;
            }
        }
    }
}
