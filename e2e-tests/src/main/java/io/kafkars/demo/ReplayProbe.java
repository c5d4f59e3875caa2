package io.kafkars.demo;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

import java.time.Duration;

/** Stands directly behind a source and reports on the side how far it is. */
final class ReplayProbe extends AbstractStreamOperator<Observation>
        implements OneInputStreamOperator<Observation, Observation>, BoundedOneInput {

    static final OutputTag<ReplayEvent> PROGRESS = new OutputTag<>("progress") {};

    private static final long serialVersionUID = 1L;

    private final long intervalMillis;

    private long records;
    private long time;
    private long reportedRecords;
    private long nextReport;

    /**
     * @param interval least wall-clock time between two reports of progress; zero reports every
     *     record
     */
    ReplayProbe(Duration interval) {
        this.intervalMillis = interval.toMillis();
    }

    @Override
    public void processElement(StreamRecord<Observation> element) {
        records++;
        // One without a timestamp belongs to no window; Flink's windows would fail on it.
        if (element.hasTimestamp()) {
            time = element.getTimestamp();
            output.collect(element);
        }
        if (intervalMillis == 0 || System.currentTimeMillis() >= nextReport) {
            reportProgress();
        }
    }

    /** The end of a backlog, which waits for no interval. */
    @Override
    public void processRecordAttributes(RecordAttributes attributes) throws Exception {
        reportProgress();
        super.processRecordAttributes(attributes);
    }

    @Override
    public void endInput() {
        reportProgress();
    }

    private void reportProgress() {
        if (records == reportedRecords) {
            return;
        }
        reportedRecords = records;
        nextReport = System.currentTimeMillis() + intervalMillis;
        output.collect(PROGRESS, new StreamRecord<>(ReplayEvent.progress(records, time)));
    }
}
