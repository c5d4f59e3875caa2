// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import org.apache.kafka.common.TopicPartition;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A record that the source has emitted, and its place in the stream.
 *
 * @param contents hash of key and value
 * @param eventTime its timestamp in Flink, {@link #NONE} for none
 * @param epoch unique number of the attempt of a source subtask; later attempts have larger ones
 * @param sequence how many records that attempt had emitted before
 * @param watermark the last watermark before it in that attempt, {@link #NONE} before the first
 */
record Emission(
        String topic,
        int partition,
        long offset,
        long contents,
        long eventTime,
        long epoch,
        long sequence,
        long watermark) {

    /** No event time, or no watermark. */
    static final long NONE = Long.MIN_VALUE;

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeUTF(topic);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeLong(contents);
        out.writeLong(eventTime);
        out.writeLong(epoch);
        out.writeLong(sequence);
        out.writeLong(watermark);
    }

    static Emission readFrom(DataInput in) throws IOException {
        return new Emission(
                in.readUTF().intern(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
