// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** Records everything that comes, and passes it on. */
final class StreamProbe<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<T, T> {

    private static final long serialVersionUID = 1L;

    private final StreamLog<T> log;

    StreamProbe(StreamLog<T> log) {
        this.log = log;
    }

    private StreamEvent.Subtask subtask() {
        var task = getRuntimeContext().getTaskInfo();
        return new StreamEvent.Subtask(task.getIndexOfThisSubtask(), task.getAttemptNumber());
    }

    @Override
    public void processElement(StreamRecord<T> record) {
        long timestamp = record.hasTimestamp() ? record.getTimestamp() : StreamEvent.NO_TIMESTAMP;
        log.add(new StreamEvent.Element<>(subtask(), record.getValue(), timestamp));
        output.collect(record);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        log.add(new StreamEvent.Watermark(subtask(), mark.getTimestamp()));
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        log.add(new StreamEvent.Idleness(subtask(), status.isIdle()));
        super.processWatermarkStatus(status);
    }

    @Override
    public void processRecordAttributes(RecordAttributes attributes) throws Exception {
        log.add(new StreamEvent.Backlog(subtask(), attributes.isBacklog()));
        super.processRecordAttributes(attributes);
    }
}
