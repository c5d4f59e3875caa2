// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;

class ConsumerRecordDeserializationSchemaTest {

    @Test
    void theConsumerRecordHasEverythingOfTheRecord() throws Exception {
        var read =
                read(
                        record("orders", 3, 42)
                                .timestamp(1000)
                                .key("k")
                                .value("value")
                                .header("a", (byte) 1)
                                .header("b", (byte[]) null)
                                .leaderEpoch(7)
                                .build());

        assertThat(read.topic()).isEqualTo("orders");
        assertThat(read.partition()).isEqualTo(3);
        assertThat(read.offset()).isEqualTo(42);
        assertThat(read.timestamp()).isEqualTo(1000);
        assertThat(read.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
        assertThat(read.key()).asString().isEqualTo("k");
        assertThat(read.value()).asString().isEqualTo("value");
        assertThat(read.serializedKeySize()).isEqualTo(1);
        assertThat(read.serializedValueSize()).isEqualTo(5);
        assertThat(read.headers())
                .containsExactly(
                        new RecordHeader("a", new byte[] {1}),
                        new RecordHeader("b", (byte[]) null));
        assertThat(read.leaderEpoch()).contains(7);
    }

    @Test
    void absentPartsOfARecordAreMarkedInKafkasWay() throws Exception {
        var read = read(record("orders", 0, 0).build());

        assertThat(read.key()).isNull();
        assertThat(read.value()).isNull();
        assertThat(read.serializedKeySize()).isEqualTo(ConsumerRecord.NULL_SIZE);
        assertThat(read.serializedValueSize()).isEqualTo(ConsumerRecord.NULL_SIZE);
        assertThat(read.timestamp()).isEqualTo(ConsumerRecord.NO_TIMESTAMP);
        assertThat(read.timestampType()).isEqualTo(TimestampType.NO_TIMESTAMP_TYPE);
        assertThat(read.headers()).isEmpty();
        assertThat(read.leaderEpoch()).isEmpty();
    }

    @Test
    void theBrokersTimestampIsMarkedAsSuch() throws Exception {
        var record = record("orders", 0, 0);
        record.timestamp(5, io.kafkars.columns.TimestampType.LOG_APPEND_TIME);

        assertThat(read(record.build()).timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    }

    private static ConsumerRecord<byte[], byte[]> read(RecordView record) throws Exception {
        var read = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        new Identity().deserialize(record, new ListCollector<>(read));
        return read.get(0);
    }

    /** The methods of a class written for Flink's Kafka connector, {@code throws} included. */
    private static final class Identity
            implements ConsumerRecordDeserializationSchema<ConsumerRecord<byte[], byte[]>> {

        @Override
        public void deserialize(
                ConsumerRecord<byte[], byte[]> record,
                Collector<ConsumerRecord<byte[], byte[]>> out)
                throws IOException {
            out.collect(record);
        }

        @Override
        public TypeInformation<ConsumerRecord<byte[], byte[]>> getProducedType() {
            return null;
        }
    }
}
