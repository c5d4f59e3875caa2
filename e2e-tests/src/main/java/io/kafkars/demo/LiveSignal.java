package io.kafkars.demo;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds {@link ReplayEvent.Kind#LIVE} to the events, at the moment when the source goes live.
 *
 * <p>Live is what the source itself says: a Flink source announces that it works off a backlog, and
 * the end of the backlog travels in the stream. It arrives here when all inputs have brought it: so
 * everything that the backlog caused has gone through before.
 */
final class LiveSignal extends AbstractStreamOperator<ReplayEvent>
        implements OneInputStreamOperator<ReplayEvent, ReplayEvent> {

    private static final long serialVersionUID = 1L;

    private boolean backlog;

    @Override
    public void processElement(StreamRecord<ReplayEvent> element) {
        output.collect(element);
    }

    @Override
    public void processRecordAttributes(RecordAttributes attributes) throws Exception {
        super.processRecordAttributes(attributes);
        boolean before = backlog;
        backlog = attributes.isBacklog();
        if (before && !backlog) {
            output.collect(new StreamRecord<>(ReplayEvent.LIVE));
        }
    }
}
