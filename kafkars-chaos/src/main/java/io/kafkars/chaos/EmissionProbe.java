// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.flink.message.Message;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import org.apache.kafka.common.TopicPartition;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows a source subtask, and emits an {@link Emission} for each of its records. Throttles the
 * stream, so that the replay lasts long enough for faults to happen in it.
 */
final class EmissionProbe extends AbstractStreamOperator<Emission>
        implements OneInputStreamOperator<Message, Emission> {

    private static final long serialVersionUID = 1L;
    private static final int RECORDS_BETWEEN_PAUSES = 20;

    private final long watchId;
    private final int recordsPerSecond;

    private transient RoundWatch watch;
    private transient long epoch;
    private transient long sequence;
    private transient long watermark;
    private transient long nextPause;

    /**
     * @param recordsPerSecond maximum of all subtasks together while throttled
     */
    EmissionProbe(long watchId, int recordsPerSecond) {
        this.watchId = watchId;
        this.recordsPerSecond = recordsPerSecond;
    }

    @Override
    public void open() throws Exception {
        super.open();
        watch = RoundWatch.of(watchId);
        if (watch == null) {
            throw new IllegalStateException("The round is over, and its job still starts tasks");
        }
        epoch = watch.newEpoch();
        watermark = Emission.NONE;
        nextPause = System.nanoTime();
    }

    @Override
    public void processElement(StreamRecord<Message> element) {
        Message message = element.getValue();
        output.collect(
                element.replace(
                        new Emission(
                                message.topic(),
                                message.partition(),
                                message.offset(),
                                contents(message.key(), message.value()),
                                element.hasTimestamp() ? element.getTimestamp() : Emission.NONE,
                                epoch,
                                sequence,
                                watermark)));
        watch.emitted(new TopicPartition(message.topic(), message.partition()), message.offset());
        sequence++;
        if (watch.isThrottled() && sequence % RECORDS_BETWEEN_PAUSES == 0) {
            pause();
        }
    }

    private void pause() {
        int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        long now = System.nanoTime();
        long share = TimeUnit.SECONDS.toNanos(RECORDS_BETWEEN_PAUSES) * subtasks / recordsPerSecond;
        nextPause = Math.max(now, nextPause + share);
        LockSupport.parkNanos(nextPause - now);
    }

    /** A hash of key and value. */
    static long contents(byte[] key, byte[] value) {
        return ((long) Arrays.hashCode(key) << 32) ^ (Arrays.hashCode(value) & 0xffffffffL);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        watermark = mark.getTimestamp();
        super.processWatermark(mark);
    }

    @Override
    public void processRecordAttributes(RecordAttributes attributes) throws Exception {
        if (!attributes.isBacklog()) {
            watch.wentLive();
        }
        super.processRecordAttributes(attributes);
    }
}
