// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.executiongraph.failover.ExecutionFailureHandler;
import org.apache.flink.util.Collector;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.FlinkException;
import org.apache.flink.util.InstantiationUtil;

import org.apache.kafka.common.serialization.LongDeserializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RecordDeserializerTest {

    private static final RecordView RECORD =
            record("orders", 3, 42)
                    .key("k1")
                    .value(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -1, -2})
                    .build();

    @Test
    void theErrorHasRecordExpectationFindingAndRemedy() {
        var schema = RecordDeserializationSchema.valueOnly(LongDeserializer.class);

        var failure = failureOf(schema, RECORD);

        assertThat(failure)
                .hasMessageContaining("topic 'orders', partition 3, offset 42")
                .hasMessageContaining(
                        "Expected: Long, as read by " + LongDeserializer.class.getName())
                .hasMessageContaining("key of 2 bytes, in hex 6b 31 |k1|,")
                .hasMessageContaining(
                        "value of 17 bytes, in hex 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e ff"
                                + " |................| ...;")
                .hasMessageContaining("Size of data received by LongDeserializer is not 8")
                .hasMessageContaining("check that the topic contains what this deserializer reads");
        assertThat(failure.partitionId()).isEqualTo(new PartitionId("orders", 3));
        assertThat(failure.offset()).isEqualTo(42);
        assertThat(failure.failure()).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aShortValueIsShownWhole() {
        assertThat(failureOf(new Fails(), record("orders", 0, 0).value("ab").build()))
                .hasMessageContaining("no key was read, value of 2 bytes, in hex 61 62 |ab|;");
        assertThat(failureOf(new Fails(), record("orders", 0, 0).value("").build()))
                .hasMessageContaining("no key was read, value of 0 bytes;");
    }

    @Test
    void aFailureOnATombstoneSaysSo() {
        var schema = RecordDeserializationSchema.valueOnly(new SimpleStringSchema());

        assertThat(failureOf(schema, record("orders", 0, 0).key("k").build()))
                .hasMessageContaining("as read by " + SimpleStringSchema.class.getName())
                .hasMessageContaining("value null (a tombstone)")
                .hasMessageContaining("deserializer that accepts null");
    }

    @Test
    void theErrorNamesTheUsersOwnSchema() {
        assertThat(failureOf(new Fails(), RECORD))
                .hasMessageContaining("as read by " + Fails.class.getName())
                .hasMessageContaining("no such format");
    }

    /** Flink's SQL Client shows nothing but the innermost cause. */
    @Test
    void theInnermostCauseOfAFailureNamesTheRecordAndWhatTheRootCauseSays() {
        var thrown = new IOException("Failed to read", new IllegalStateException("no such digit"));
        var failure = failureOf(new Throws(thrown), RECORD);

        assertThat(failure)
                .hasNoCause()
                .hasMessageContaining("topic 'orders', partition 3, offset 42")
                .hasMessageContaining("; Failed to read; root cause: no such digit. What to do");
        assertThat(failure.failure()).isSameAs(thrown);
        assertThat(failure.getSuppressed())
                .extracting(Throwable::toString)
                .containsExactly(
                        "java.io.IOException: Failed to read",
                        "java.lang.IllegalStateException: no such digit");
    }

    @Test
    void aSerializedFailureHasACopyOfWhatTheSchemaThrew() throws Exception {
        var thrown = new IOException("Failed to read", new IllegalStateException("no such digit"));
        DeserializationException copy =
                InstantiationUtil.clone(failureOf(new Throws(thrown), RECORD));

        assertThat(copy.failure()).hasToString("java.io.IOException: Failed to read");
        assertThat(copy.failure().getStackTrace()).isEqualTo(thrown.getStackTrace());
    }

    @Test
    void aFailureThatForbidsARestartIsExplainedAndForbidsItStill() throws Exception {
        var thrown = new SuppressRestartsException(new IOException("give up"));
        var failure = failureOf(new Throws(thrown), RECORD);

        assertThat(failure).hasNoCause();
        assertThat(failure.failure()).isSameAs(thrown);
        assertThat(preventsRestart(failure)).isTrue();
        assertThat(preventsRestart(InstantiationUtil.clone(failure))).isTrue();
        assertThat(preventsRestart(failureOf(new Throws(new IOException()), RECORD))).isFalse();
    }

    private static boolean preventsRestart(Throwable failure) {
        return ExecutionFailureHandler.isUnrecoverableError(new FlinkException(failure));
    }

    /** A record may be a line of a log. */
    @Test
    void aRecordThatLooksLikeAStackTraceDoesNotCutTheMessage() {
        var record = record("orders", 0, 0).value("Caused by: A").build();

        assertThat(failureOf(new Fails(), record))
                .hasMessageContaining("|caused by: A|")
                .hasMessageNotContaining("Caused by: ");
    }

    @Test
    void aValueThatIsNestedTooDeeplyFailsLikeAnyOther() {
        assertThat(failureOf(new Throws(new StackOverflowError()), RECORD).failure())
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void aMissingClassNamesTheRecordAndIsNoErrorOfIt() throws Exception {
        var schema = new Throws(new NoClassDefFoundError("org/example/Codec"));
        var deserializers = List.of(open(schema), openForWholeRecords(schema));
        for (RecordDeserializer<String> deserializer : deserializers) {
            assertThatThrownBy(() -> deserializer.deserialize(RECORD, new CollectedElements<>()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasNoCause()
                    .hasMessageContaining("topic 'orders', partition 3, offset 42")
                    .hasMessageContaining("org/example/Codec. What to do: add the library");
        }
    }

    private record Throws(Throwable failure) implements RecordDeserializationSchema<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(RecordView record, Collector<String> out) throws Exception {
            ExceptionUtils.rethrowException(failure);
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    @Test
    void afterAFailureTheSchemaReadsTheNextRecord() throws Exception {
        var out = new CollectedElements<Long>();
        var deserializer = open(RecordDeserializationSchema.valueOnly(LongDeserializer.class));

        assertThatThrownBy(() -> deserializer.deserialize(RECORD, out))
                .isInstanceOf(DeserializationException.class);
        deserializer.deserialize(
                record("orders", 3, 43).value(new byte[] {0, 0, 0, 0, 0, 0, 0, 9}).build(), out);

        assertThat(out.elements()).containsExactly(9L);
    }

    @Test
    void anElementGoesDownstreamAsSoonAsItIsCollected() throws Exception {
        var out = new CollectedElements<String>();

        assertThatThrownBy(() -> open(new Words()).deserialize(value("a b !"), out))
                .isInstanceOf(DeserializationException.class);

        assertThat(out.elements()).containsExactly("a", "b");
    }

    @Test
    void aRecordThatFailsInTheMiddleGivesNothingIfRecordsAreToBeWhole() throws Exception {
        var out = new CollectedElements<String>();
        var deserializer = openForWholeRecords(new Words());

        deserializer.deserialize(value("a b"), out);
        assertThatThrownBy(() -> deserializer.deserialize(value("c d !"), out))
                .isInstanceOf(DeserializationException.class);
        deserializer.deserialize(value("e"), out);

        assertThat(out.elements()).containsExactly("a", "b", "e");
    }

    @Test
    void elementsOfWholeRecordsMayBeMadeIntoOthers() throws Exception {
        var out = new CollectedElements<Integer>();
        RecordDeserializer.openForWholeRecords(
                        new Words(), String::length, new TestingReaderContext())
                .deserialize(value("one three"), out);

        assertThat(out.elements()).containsExactly(3, 5);
    }

    @Test
    void aFailureDownstreamOfWholeRecordsIsNotTheRecordsFault() throws Exception {
        var failure = new IllegalStateException("a map function failed");
        var deserializer = openForWholeRecords(new Words());

        assertThatThrownBy(() -> deserializer.deserialize(value("a"), failing(failure)))
                .isSameAs(failure);
    }

    @Test
    void theMessageOfAFormatIsTruncatedSoThatItIsNoCopyOfTheRecord() {
        var schema = new Fails(new IOException("Cannot read '" + "s".repeat(1_000) + "'\n"));

        assertThat(failureOf(schema, RECORD))
                .hasMessageContaining("Cannot read 'sss")
                .hasMessageContaining("ss ...")
                .message()
                .hasSizeLessThan(1_000)
                .doesNotContain("\n");
    }

    private static RecordView value(String text) {
        return record("words", 0, 0).value(text).build();
    }

    @Test
    void aFailureDownstreamIsNotTheRecordsFault() throws Exception {
        var failure = new IllegalStateException("a map function failed");
        var deserializer = open(new Collects(Reaction.PASS_ON));

        assertThatThrownBy(() -> deserializer.deserialize(RECORD, failing(failure)))
                .isSameAs(failure);
    }

    @Test
    void aFailureDownstreamIsNotTheRecordsFaultEvenIfTheSchemaWrapsIt() throws Exception {
        var failure = new IllegalStateException("a map function failed");
        var deserializer = open(new Collects(Reaction.WRAP));

        assertThatThrownBy(() -> deserializer.deserialize(RECORD, failing(failure)))
                .isSameAs(failure);
    }

    @Test
    void aFailureDownstreamIsNotLostIfTheSchemaSwallowsIt() throws Exception {
        var failure = new IllegalStateException("a map function failed");
        var deserializer = open(new Collects(Reaction.SWALLOW));

        assertThatThrownBy(() -> deserializer.deserialize(RECORD, failing(failure)))
                .isSameAs(failure);
    }

    @Test
    void anInterruptIsNotTheRecordsFault() throws Exception {
        var interrupt = new InterruptedException();
        var deserializer = open(new Fails(interrupt));

        assertThatThrownBy(() -> deserializer.deserialize(RECORD, new CollectedElements<String>()))
                .isSameAs(interrupt);
    }

    @Test
    void theSchemaIsClosedIfItCannotBeOpened() {
        var schema = new FailsToOpen();

        assertThatThrownBy(() -> open(schema)).hasMessage("cannot open");
        assertThat(schema.closed).isTrue();
    }

    @Test
    void whatFailsWhenItIsClosedDoesNotHideWhyItCannotBeOpened() {
        var schema =
                new FailsToOpen() {
                    @Override
                    public void close() {
                        throw new UncheckedIOException(new IOException("cannot close"));
                    }
                };

        assertThatThrownBy(() -> open(schema))
                .hasMessage("cannot open")
                .hasNoCause()
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .hasSize(2)
                                        .allSatisfy(part -> assertThat(part).hasNoCause()));
    }

    @Test
    void theSchemaIsClosedWithTheReader() throws Exception {
        var schema = new Fails();

        open(schema).close();

        assertThat(schema.closed).isTrue();
    }

    private static <T> RecordDeserializer<T> open(RecordDeserializationSchema<T> schema)
            throws Exception {
        return RecordDeserializer.open(schema, new TestingReaderContext());
    }

    private static <T> RecordDeserializer<T> openForWholeRecords(
            RecordDeserializationSchema<T> schema) throws Exception {
        return RecordDeserializer.openForWholeRecords(
                schema, Function.identity(), new TestingReaderContext());
    }

    private static <T> DeserializationException failureOf(
            RecordDeserializationSchema<T> schema, RecordView record) {
        return catchThrowableOfType(
                DeserializationException.class,
                () -> open(schema).deserialize(record, new CollectedElements<>()));
    }

    private static CollectedElements<String> failing(RuntimeException failure) {
        return new CollectedElements<>(failure);
    }

    private abstract static class Strings implements RecordDeserializationSchema<String> {

        transient boolean closed;

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    /** One element for each word, up to a "!", on which it fails. */
    private static final class Words extends Strings {

        @Override
        public void deserialize(RecordView record, Collector<String> out) throws IOException {
            for (String word : new String(record.value(), StandardCharsets.UTF_8).split(" ")) {
                if (word.equals("!")) {
                    throw new IOException("no word");
                }
                out.collect(word);
            }
        }
    }

    private static final class Fails extends Strings {

        private final Exception failure;

        Fails() {
            this(new IOException("no such format"));
        }

        Fails(Exception failure) {
            this.failure = failure;
        }

        @Override
        public void deserialize(RecordView record, Collector<String> out) throws Exception {
            throw failure;
        }
    }

    private static class FailsToOpen extends Strings {

        @Override
        public void open(DeserializationSchema.InitializationContext context) throws IOException {
            throw new IOException("cannot open");
        }

        @Override
        public void deserialize(RecordView record, Collector<String> out) {}
    }

    private enum Reaction {
        PASS_ON,
        WRAP,
        SWALLOW
    }

    private static final class Collects extends Strings {

        private final Reaction reaction;

        Collects(Reaction reaction) {
            this.reaction = reaction;
        }

        @Override
        public void deserialize(RecordView record, Collector<String> out) throws IOException {
            try {
                out.collect("an element");
            } catch (RuntimeException e) {
                switch (reaction) {
                    case PASS_ON -> throw e;
                    case WRAP -> throw new IOException(e);
                    case SWALLOW -> {}
                }
            }
        }
    }
}
