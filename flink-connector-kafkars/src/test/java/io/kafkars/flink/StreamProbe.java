package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.testutils.junit.SharedReference;

/** Writes down everything that passes, and passes it on. */
final class StreamProbe extends AbstractStreamOperator<Message>
        implements OneInputStreamOperator<Message, Message> {

    private static final long serialVersionUID = 1L;

    private final SharedReference<StreamLog> log;

    private StreamProbe(SharedReference<StreamLog> log) {
        this.log = log;
    }

    /** Puts a probe behind a stream, with the same parallelism. */
    static SingleOutputStreamOperator<Message> behind(
            DataStream<Message> stream, SharedReference<StreamLog> log) {
        return stream.transform("probe", stream.getType(), new StreamProbe(log))
                .setParallelism(stream.getParallelism());
    }

    private StreamLog.Place place() {
        var task = getRuntimeContext().getTaskInfo();
        return new StreamLog.Place(task.getIndexOfThisSubtask(), task.getAttemptNumber());
    }

    @Override
    public void processElement(StreamRecord<Message> record) {
        long timestamp = record.hasTimestamp() ? record.getTimestamp() : Long.MIN_VALUE;
        log.get().add(new StreamLog.Element(place(), record.getValue(), timestamp));
        output.collect(record);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        log.get().add(new StreamLog.Watermark(place(), mark.getTimestamp()));
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        log.get().add(new StreamLog.Idleness(place(), status.isIdle()));
        super.processWatermarkStatus(status);
    }

    @Override
    public void processRecordAttributes(RecordAttributes attributes) throws Exception {
        log.get().add(new StreamLog.Backlog(place(), attributes.isBacklog()));
        super.processRecordAttributes(attributes);
    }
}
