// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.consumer.ScriptedConsumer;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.drift.DriftCeilingEvent;
import io.kafkars.flink.drift.DriftReportEvent;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.enumerator.InitialAssignmentEvent;
import io.kafkars.flink.enumerator.SourceLiveEvent;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.Collector;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static io.kafkars.flink.reader.TestMerge.WATERMARKS;
import static io.kafkars.flink.reader.TestMerge.split;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A reader of three records, with a fetcher thread and without a broker. */
@Timeout(60)
class KafkarsSourceReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final FakeOutput<String> flink = new FakeOutput<>();
    private final List<KafkarsSplit> checked = new ArrayList<>();
    private KafkarsSourceReader<String> reader = reader(Long.MAX_VALUE);

    private KafkarsSourceReader<String> reader(long rowLimit) {
        return reader(
                RecordDeserializationSchema.valueOnly(new SimpleStringSchema()), rowLimit, true);
    }

    private KafkarsSourceReader<String> reader(
            RecordDeserializationSchema<String> schema, long rowLimit, boolean bounded) {
        return reader(schema, rowLimit, bounded, DriftSettings.DEFAULT, new TestingReaderContext());
    }

    private KafkarsSourceReader<String> reader(
            RecordDeserializationSchema<String> schema,
            long rowLimit,
            boolean bounded,
            DriftSettings drift,
            TestingReaderContext context) {
        try {
            return KafkarsSourceReader.create(
                    RowElements.of(schema),
                    partitions ->
                            new ConsumerManager(
                                    consumer, MergeSettings.DEFAULT, bounded, consumer::now),
                    restored -> {
                        checked.addAll(restored);
                        return restored;
                    },
                    new ReaderSettings(
                            false, false, true, 3_600_000, WATERMARKS, rowLimit, bounded, drift),
                    context);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        reader.close();
    }

    /** The records arrive with the first poll. */
    private void deliverThree() {
        consumer.schedulePollTask(
                () -> {
                    for (int offset = 0; offset < 3; offset++) {
                        consumer.deliver(PARTITION, offset, 10 + offset, null, "v" + offset);
                    }
                });
    }

    private InputStatus poll() throws Exception {
        InputStatus result = reader.pollNext(flink);
        if (result == InputStatus.NOTHING_AVAILABLE) {
            reader.isAvailable().get();
        }
        return result;
    }

    private void pollToTheEnd() throws Exception {
        while (poll() != InputStatus.END_OF_INPUT) {
            // The next step.
        }
    }

    // Restored splits

    @Test
    void splitsAddedBeforeTheStartAreRestoredAndChecked() throws Exception {
        deliverThree();
        reader.addSplits(List.of(split(0, 3)));
        reader.start();
        reader.notifyNoMoreSplits();
        pollToTheEnd();

        assertThat(checked).containsExactly(split(0, 3));
        assertThat(flink.take()).contains("v0@10", "v1@11", "v2@12");
    }

    @Test
    void splitsAddedAfterTheStartAreTheEnumeratorsAndNotChecked() throws Exception {
        deliverThree();
        reader.start();
        reader.addSplits(List.of(split(0, 3)));
        reader.notifyNoMoreSplits();
        pollToTheEnd();

        assertThat(checked).isEmpty();
        assertThat(flink.take()).contains("v0@10", "v1@11", "v2@12");
    }

    @Test
    void aCheckThatFailsFailsTheReaderBeforeItReads() throws Exception {
        reader.close();
        reader =
                KafkarsSourceReader.create(
                        RowElements.of(
                                RecordDeserializationSchema.valueOnly(new SimpleStringSchema())),
                        partitions -> {
                            throw new AssertionError("Nothing is to be read");
                        },
                        restored -> {
                            throw new IllegalStateException("recreated");
                        },
                        new ReaderSettings(
                                false,
                                false,
                                true,
                                3_600_000,
                                WATERMARKS,
                                Long.MAX_VALUE,
                                true,
                                DriftSettings.DEFAULT),
                        new TestingReaderContext());

        assertThatThrownBy(() -> reader.addSplits(List.of(split(0, 3)))).hasMessage("recreated");
        assertThat(reader.getNumberOfCurrentlyAssignedSplits()).isZero();
    }

    // Drift

    @Test
    void aReaderWithBoundedDriftGoesAsFarAsItIsToldAndReportsWhereItIs() throws Exception {
        reader.close();
        var context = new TestingReaderContext();
        reader =
                reader(
                        RecordDeserializationSchema.valueOnly(new SimpleStringSchema()),
                        Long.MAX_VALUE,
                        true,
                        DriftSettings.DEFAULT.withMaxDrift(Duration.ofMillis(1)),
                        context);
        deliverThree();
        reader.start();
        reader.addSplits(List.of(split(0, 3)));
        reader.notifyNoMoreSplits();
        pollUntilReported(context, new DriftReportEvent(10, true));
        assertThat(flink.take()).as("no ceiling yet").doesNotContain("v0@10");

        reader.handleSourceEvents(new DriftCeilingEvent(11, "another"));
        pollUntilReported(context, new DriftReportEvent(12, true));
        assertThat(flink.take()).contains("v0@10", "v1@11").doesNotContain("v2@12");

        reader.handleSourceEvents(new DriftCeilingEvent(13, "another"));
        pollToTheEnd();
        assertThat(flink.take()).contains("v2@12");
        assertThat(context.getSentEvents()).contains(new DriftReportEvent(Long.MAX_VALUE, false));
    }

    private void pollUntilReported(TestingReaderContext context, DriftReportEvent report)
            throws Exception {
        while (!context.getSentEvents().contains(report)) {
            poll();
        }
    }

    // Idleness

    @Test
    void aReaderWithoutSplitsIsIdleOnceItKnowsThatItGetsNoneForNow() throws Exception {
        reader.start();
        reader.pollNext(flink);
        assertThat(flink.take()).as("splits may be on their way").isEmpty();

        reader.handleSourceEvents(new InitialAssignmentEvent());
        reader.pollNext(flink);
        assertThat(flink.take()).containsExactly("idle");
    }

    @Test
    void anIdleReaderThatGetsASplitIsActive() throws Exception {
        reader.start();
        reader.pollNext(flink);
        reader.handleSourceEvents(new InitialAssignmentEvent());
        deliverThree();
        reader.addSplits(List.of(split(0, 3)));

        assertThat(flink.take()).containsExactly("idle", "active");
    }

    // The source as a whole

    /** An element says whether its record is one of a source that is live. */
    private static final class Liveness implements RecordDeserializationSchema<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(RecordView record, Collector<String> out) {
            out.collect(record.isSourceLive() ? "live" : "not");
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    private List<String> elements(int count) throws Exception {
        var elements = new ArrayList<String>();
        while (elements.size() < count) {
            poll();
            flink.take().stream()
                    .filter(event -> event.contains("@"))
                    .map(event -> event.substring(0, event.indexOf('@')))
                    .forEach(elements::add);
        }
        return elements;
    }

    private void restoreUnbounded() throws Exception {
        reader.close();
        reader = reader(new Liveness(), Long.MAX_VALUE, false);
        deliverThree();
        reader.addSplits(List.of(split(0, 3)));
        reader.start();
    }

    @Test
    void aRestoredReaderEmitsNothingBeforeItKnowsWhetherTheSourceIsLive() throws Exception {
        restoreUnbounded();
        assertThat(reader.pollNext(flink)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(reader.isAvailable()).isNotDone();
        assertThat(flink.take()).isEmpty();
        var available = reader.isAvailable();

        reader.handleSourceEvents(new SourceLiveEvent(true));

        assertThat(available).isDone();
        assertThat(elements(3)).containsOnly("live");
    }

    @Test
    void aRecordIsOneOfALiveSourceFromWhenTheReaderIsToldSo() throws Exception {
        restoreUnbounded();
        reader.handleSourceEvents(new SourceLiveEvent(false));
        assertThat(elements(3)).containsOnly("not");

        consumer.schedulePollTask(() -> consumer.deliver(PARTITION, 3, 13, null, "v3"));
        reader.handleSourceEvents(new SourceLiveEvent(true));
        assertThat(elements(1)).containsOnly("live");
    }

    // End and checkpoints

    @Test
    void aSplitIsInTheCheckpointUntilItHasFinished() throws Exception {
        deliverThree();
        reader.start();
        reader.addSplits(List.of(split(0, 3)));
        assertThat(reader.snapshotState(1))
                .singleElement()
                .extracting(KafkarsSplit::progress)
                .as("the tolerance is fixed when the split is first read")
                .isEqualTo(split(0, 3).progress().withToleranceIfUnknown(3_600_000));

        reader.notifyNoMoreSplits();
        pollToTheEnd();
        assertThat(reader.snapshotState(2)).isEmpty();
    }

    @Test
    void theInputEndsAfterTheRowLimit() throws Exception {
        reader.close();
        reader = reader(1);
        deliverThree();
        reader.start();
        reader.addSplits(List.of(split(0, 100)));
        pollToTheEnd();

        assertThat(flink.take()).as("a step is not cut").contains("v0@10", "v2@12");
    }
}
