// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.message.Message;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

import org.junit.jupiter.api.Test;

import static io.kafkars.testing.Records.at;
import static io.kafkars.testing.Records.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class ScriptedLogTest {

    @Test
    void recordsHaveTheOffsetsThatABrokerWouldGiveThem() throws Exception {
        var messages =
                ScriptedLog.of("orders")
                        .write(0, at(1_000), "a")
                        .write(3, at(2_000), "key", "b", header("trace", "1"))
                        .tombstone(0, at(3_000), "key")
                        .deserialize(RecordDeserializationSchema.messages());

        assertThat(messages)
                .extracting(Message::partition, Message::offset, Message::timestamp)
                .containsExactly(tuple(0, 0L, 1_000L), tuple(3, 0L, 2_000L), tuple(0, 1L, 3_000L));
        assertThat(messages.get(1).headers()).containsExactly(header("trace", "1"));
        assertThat(messages.get(1).key()).asString().isEqualTo("key");
        assertThat(messages.get(2).value()).isNull();
    }

    @Test
    void anAddedRecordKeepsItsOffsetAndTheNextFollowsIt() throws Exception {
        var messages =
                ScriptedLog.of("orders")
                        .add(RecordViews.record("orders", 0, 41).value("a").build())
                        .write(0, at(1), "b")
                        .deserialize(RecordDeserializationSchema.messages());

        assertThat(messages).extracting(Message::offset).containsExactly(41L, 42L);
    }

    @Test
    void aFailureNamesTheRecord() {
        var log = ScriptedLog.of("numbers").write(0, at(1), "7").write(0, at(2), "seven");

        assertThatThrownBy(() -> log.deserialize(new Numbers()))
                .isInstanceOfSatisfying(
                        DeserializationException.class,
                        e -> assertThat(e.failure()).isInstanceOf(NumberFormatException.class))
                .hasMessageContaining("numbers")
                .hasMessageContaining("offset 1");
    }

    @Test
    void theSchemaIsSerializedOpenedAndClosed() throws Exception {
        var schema = new Numbers();

        assertThat(ScriptedLog.of("numbers").write(0, at(1), "7").deserialize(schema))
                .containsExactly(7);
        assertThat(schema.opened).as("the instance of the test is not used").isFalse();
        assertThat(Numbers.closed).isTrue();
    }

    @Test
    void aSchemaOfFlinkReadsValues() throws Exception {
        assertThat(
                        ScriptedLog.of("texts")
                                .write(0, at(1), "a")
                                .deserialize(
                                        RecordDeserializationSchema.valueOnly(
                                                new SimpleStringSchema())))
                .containsExactly("a");
    }

    private static final class Numbers implements RecordDeserializationSchema<Integer> {

        private static final long serialVersionUID = 1L;

        private static boolean closed;

        private boolean opened;

        @Override
        public void open(DeserializationSchema.InitializationContext context) {
            opened = true;
            closed = false;
            context.getMetricGroup().counter("numbers").inc();
        }

        @Override
        public void deserialize(RecordView record, Collector<Integer> out) {
            assertThat(opened && !closed).isTrue();
            out.collect(Integer.valueOf(new String(record.value())));
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public TypeInformation<Integer> getProducedType() {
            return Types.INT;
        }
    }
}
