// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.Serializable;

/**
 * Rows of key, value, topic, partition, offset and timestamp, built in the same way from the
 * records of either source. The topic's name is converted to Flink's form once, not for each
 * record.
 */
final class SixFieldRows implements Elements<RowData> {

    private static final long serialVersionUID = 1L;
    private static final int VALUE = 1;
    private static final int TIMESTAMP = 5;
    private static final int MILLIS = 3;

    @Override
    public long[] timestamps(RowData row) {
        return new long[] {row.getTimestamp(TIMESTAMP, MILLIS).getMillisecond()};
    }

    @Override
    public byte[] value(RowData row) {
        return row.getBinary(VALUE);
    }

    /** For Flink's own source. */
    static final class OfKafkaSource extends Rows
            implements KafkaRecordDeserializationSchema<RowData> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RowData> out) {
            out.collect(
                    row(
                            record.key(),
                            record.value(),
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            record.timestamp()));
        }
    }

    /** For kafkars. */
    static final class OfKafkars extends Rows implements RecordDeserializationSchema<RowData> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(RecordView record, Collector<RowData> out) {
            out.collect(
                    row(
                            record.key(),
                            record.value(),
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            record.timestamp()));
        }
    }

    /** Builds the rows of one topic. */
    private abstract static class Rows implements ResultTypeQueryable<RowData>, Serializable {

        private static final long serialVersionUID = 1L;

        private transient StringData topic;

        final RowData row(
                byte[] key, byte[] value, String topicName, int partition, long offset, long time) {
            if (topic == null) {
                topic = StringData.fromString(topicName);
            }
            return GenericRowData.of(
                    key, value, topic, partition, offset, TimestampData.fromEpochMillis(time));
        }

        @Override
        public final TypeInformation<RowData> getProducedType() {
            return InternalTypeInfo.of(
                    DataTypes.ROW(
                                    DataTypes.BYTES(),
                                    DataTypes.BYTES(),
                                    DataTypes.STRING(),
                                    DataTypes.INT(),
                                    DataTypes.BIGINT(),
                                    DataTypes.TIMESTAMP_LTZ(MILLIS))
                            .getLogicalType());
        }
    }
}
