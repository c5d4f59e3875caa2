// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

import java.time.Duration;

/** Follows a source, and reports its progress in a side output. */
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
     * @param interval minimum wall-clock time between two progress events; zero reports every
     *     record
     */
    ReplayProbe(Duration interval) {
        this.intervalMillis = interval.toMillis();
    }

    @Override
    public void processElement(StreamRecord<Observation> element) {
        records++;
        // A record without a timestamp belongs to no window; Flink's windows would fail on it.
        if (element.hasTimestamp()) {
            time = element.getTimestamp();
            output.collect(element);
        }
        if (intervalMillis == 0 || System.currentTimeMillis() >= nextReport) {
            reportProgress();
        }
    }

    /** Reports at once when the backlog ends. */
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
