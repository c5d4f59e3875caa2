// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds {@link ReplayEvent.Kind#LIVE} to the events when the source goes live.
 *
 * <p>The source itself says so: a Flink source announces whether it processes a backlog, and the
 * end of the backlog travels in the stream. It takes effect here when it has arrived from all
 * inputs, so everything that the backlog produced has passed before.
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
