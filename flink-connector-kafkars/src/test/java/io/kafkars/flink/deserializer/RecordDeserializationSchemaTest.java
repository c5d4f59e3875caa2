// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.flink.message.Message;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.util.Collector;
import org.apache.flink.util.InstantiationUtil;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordDeserializationSchemaTest {

    private static final RecordView RECORD =
            record("orders", 0, 1)
                    .key("key")
                    .value("a,b")
                    .header("h", (byte) 1)
                    .timestamp(5)
                    .build();

    private static final RecordView TOMBSTONE = record("orders", 0, 2).key("key").build();

    @Test
    void messagesEmitsEachRecordUnchanged() throws Exception {
        var schema = RecordDeserializationSchema.messages();

        assertThat(read(schema, RECORD, TOMBSTONE))
                .containsExactly(Message.of(RECORD), Message.of(TOMBSTONE));
        assertThat(schema.getProducedType()).isEqualTo(Message.TYPE_INFO);
    }

    @Test
    void aFlinkSchemaReadsTheValue() throws Exception {
        var schema = RecordDeserializationSchema.valueOnly(new SimpleStringSchema());

        assertThat(read(schema, RECORD)).containsExactly("a,b");
        assertThat(schema.getProducedType()).isEqualTo(Types.STRING);
    }

    @Test
    void aFlinkSchemaIsOpenedAndMayEmitSeveralElements() throws Exception {
        assertThat(read(RecordDeserializationSchema.valueOnly(new Commas()), RECORD))
                .containsExactly("a", "b");
    }

    @Test
    void aFlinkSchemaGetsTheNullOfATombstoneAndMayEmitNothing() throws Exception {
        assertThat(read(RecordDeserializationSchema.valueOnly(new Commas()), TOMBSTONE)).isEmpty();
    }

    @Test
    void aFlinkSchemaCannotEndTheStream() throws Exception {
        var schema = RecordDeserializationSchema.valueOnly(new AlwaysAtTheEnd());

        assertThat(read(schema, RECORD, RECORD)).hasSize(2);
    }

    @Test
    void aKafkaDeserializerReadsTheValue() throws Exception {
        var schema = RecordDeserializationSchema.valueOnly(StringDeserializer.class);

        assertThat(read(schema, RECORD)).containsExactly("a,b");
        assertThat(schema.getProducedType()).isEqualTo(Types.STRING);
    }

    @Test
    void theProducedTypeIsThatOfTheDeserializersClass() {
        assertThat(RecordDeserializationSchema.valueOnly(LongDeserializer.class).getProducedType())
                .isEqualTo(Types.LONG);
    }

    @Test
    void aKafkaDeserializerIsConfiguredForValues() throws Exception {
        var schema =
                RecordDeserializationSchema.valueOnly(
                        StringDeserializer.class,
                        Map.of(
                                "value.deserializer.encoding", "UTF-16LE",
                                "key.deserializer.encoding", "US-ASCII"));
        var record =
                record("orders", 0, 0).value("\u20ac".getBytes(StandardCharsets.UTF_16LE)).build();

        assertThat(read(schema, record)).containsExactly("\u20ac");
    }

    @Test
    void aKafkaDeserializerGetsTopicAndHeaders() throws Exception {
        var schema = RecordDeserializationSchema.valueOnly(TopicAndHeaders.class);

        assertThat(read(schema, RECORD)).containsExactly("orders h=[1]");
    }

    @Test
    void aKafkaDeserializerFindsTheUsersClasses() throws Exception {
        var userCode = new TestingReaderContext().getUserCodeClassLoader().asClassLoader();
        var before = Thread.currentThread().getContextClassLoader();
        var other = new ClassLoader(before) {};
        Thread.currentThread().setContextClassLoader(other);
        try {
            var schema = RecordDeserializationSchema.valueOnly(ContextLoader.class);

            assertThat(read(schema, RECORD))
                    .containsExactly(String.valueOf(System.identityHashCode(userCode)));
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(other);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void aKafkaDeserializersNullIsNoElement() throws Exception {
        var schema = RecordDeserializationSchema.valueOnly(StringDeserializer.class);

        assertThat(read(schema, TOMBSTONE, RECORD)).containsExactly("a,b");
    }

    @Test
    void aKafkaDeserializerIsClosed() throws Exception {
        CountsCloses.closes = 0;

        read(RecordDeserializationSchema.valueOnly(CountsCloses.class), RECORD);

        assertThat(CountsCloses.closes).isEqualTo(1);
    }

    @Test
    void aKafkaDeserializerThatRejectsItsConfigurationIsNamedWithoutTheValues() {
        var schema =
                RecordDeserializationSchema.valueOnly(
                        StringDeserializer.class,
                        Map.of("deserializer.encoding", "s3cret-no-encoding"));

        assertThatThrownBy(() -> read(schema, RECORD))
                .hasMessageContaining(StringDeserializer.class.getName())
                .hasMessageContaining("[deserializer.encoding]")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aClassThatIsNoDeserializerIsRejectedAtOnceWithAllReasons() {
        assertThatThrownBy(() -> RecordDeserializationSchema.valueOnly(unchecked(Inner.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Inner.class.getName())
                .hasMessageContaining("must implement " + Deserializer.class.getName())
                .hasMessageContaining("must be static")
                .hasMessageContaining("must be public")
                .hasMessageContaining("public constructor without parameters");
    }

    @Test
    void anInterfaceIsRejected() {
        assertThatThrownBy(
                        () -> RecordDeserializationSchema.valueOnly(unchecked(Deserializer.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither abstract nor an interface");
    }

    @Test
    void aDeserializerThatDoesNotSayItsTypeIsRejectedAtOnce() {
        assertThatThrownBy(() -> RecordDeserializationSchema.valueOnly(unchecked(Generic.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not say which type it produces")
                .hasMessageContaining("extends Generic<Order>");
    }

    /** As a source does: the schema is serialized with the job, and the reader opens it. */
    private static <T> List<T> read(RecordDeserializationSchema<T> schema, RecordView... records)
            throws Exception {
        var travelled = InstantiationUtil.clone(schema);
        var out = new CollectedElements<T>();
        var deserializer = RecordDeserializer.open(travelled, new TestingReaderContext());
        for (var record : records) {
            deserializer.deserialize(record, out);
        }
        deserializer.close();
        return out.elements();
    }

    @SuppressWarnings("unchecked")
    private static Class<Deserializer<String>> unchecked(Class<?> type) {
        return (Class<Deserializer<String>>) type;
    }

    /** The parts of a text between commas; none of a tombstone. */
    static final class Commas extends AbstractDeserializationSchema<String> {

        private transient String separator;

        @Override
        public void open(InitializationContext context) {
            separator = ",";
        }

        @Override
        public String deserialize(byte[] message) {
            throw new AssertionError("The form with a collector is the one to call");
        }

        @Override
        public void deserialize(byte[] message, Collector<String> out) {
            if (message != null) {
                for (var part : new String(message, StandardCharsets.UTF_8).split(separator)) {
                    out.collect(part);
                }
            }
        }
    }

    static final class AlwaysAtTheEnd extends SimpleStringSchema {

        @Override
        public boolean isEndOfStream(String element) {
            return true;
        }
    }

    public static final class TopicAndHeaders implements Deserializer<String> {

        @Override
        public String deserialize(String topic, byte[] data) {
            throw new AssertionError("The form with headers is the one to call");
        }

        @Override
        public String deserialize(String topic, Headers headers, byte[] data) {
            var header = headers.lastHeader("h");
            return topic + " h=" + Arrays.toString(header.value());
        }
    }

    public static final class ContextLoader implements Deserializer<String> {

        private ClassLoader whenConfigured;

        @Override
        public void configure(Map<String, ?> config, boolean isKey) {
            whenConfigured = Thread.currentThread().getContextClassLoader();
        }

        @Override
        public String deserialize(String topic, byte[] data) {
            return String.valueOf(System.identityHashCode(whenConfigured));
        }
    }

    public static final class CountsCloses implements Deserializer<String> {

        private static int closes;

        @Override
        public String deserialize(String topic, byte[] data) {
            return "";
        }

        @Override
        public void close() {
            closes++;
        }
    }

    public static class Generic<T> implements Deserializer<T> {

        @Override
        public T deserialize(String topic, byte[] data) {
            return null;
        }
    }

    /** Breaks every rule for the class of a deserializer. */
    final class Inner {
        Inner(@SuppressWarnings("unused") int parameter) {}
    }
}
