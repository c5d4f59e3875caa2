// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.arrow.BodyCompression;
import io.kafkars.arrow.IpcWriter;
import io.kafkars.flink.deserializer.CollectedElements;
import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.merge.PartitionId;
import io.kafkars.testing.ArrowAllocations;

import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static io.kafkars.testing.RecordViews.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tests a schema that emits the sum of a column for each batch. */
class ArrowValueSchemaTest {

    private static final ArrowValueSchema<Long> SUMS =
            new ArrowValueSchema<>(
                    (batch, dictionaries, out) -> {
                        var numbers = (BigIntVector) batch.getVector("number");
                        long sum = 0;
                        for (int row = 0; row < batch.getRowCount(); row++) {
                            sum += numbers.get(row);
                        }
                        out.collect(sum);
                    },
                    Types.LONG);

    @AfterEach
    void allMemoryIsReturned() {
        assertThat(ArrowAllocations.bytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(BodyCompression.class)
    void aFunctionSeesEachBatch(BodyCompression compression) throws Exception {
        assertThat(read(numbers(compression, 1, 2, 39))).containsExactly(42L);
    }

    static Stream<Arguments> damagedValues() {
        byte[] whole = numbers(BodyCompression.NONE, 1, 2);
        byte[] compressed = numbers(BodyCompression.ZSTD, 1, 2);
        return Stream.of(
                arguments("empty", new byte[0], "found no bytes"),
                arguments(
                        "cut", Arrays.copyOf(whole, whole.length - 30), "is truncated or damaged"),
                arguments(
                        "garbage",
                        "this is no Arrow at all".getBytes(UTF_8),
                        "is truncated or damaged"),
                arguments("file", "ARROW1\0\0and so on".getBytes(UTF_8), "found an Arrow file"),
                arguments(
                        "cut compressed",
                        Arrays.copyOf(compressed, compressed.length - 30),
                        "is truncated or damaged"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damagedValues")
    void theErrorForADamagedValueNamesTheRecord(String damage, byte[] value, String cause) {
        assertThatThrownBy(() -> read(value))
                .isInstanceOfSatisfying(
                        DeserializationException.class,
                        e -> {
                            assertThat(e.partitionId()).isEqualTo(new PartitionId("sums", 3));
                            assertThat(e.offset()).isEqualTo(4711);
                        })
                .hasMessageContaining("topic 'sums', partition 3, offset 4711")
                .hasNoCause()
                .hasMessageContaining(cause);
    }

    @Test
    void theErrorOfAFunctionNamesTheRecord() {
        assertThatThrownBy(() -> read(named("another", BodyCompression.NONE, 1)))
                .isInstanceOf(DeserializationException.class)
                .hasMessageContaining("topic 'sums', partition 3, offset 4711");
    }

    @Test
    void aFunctionThatFailsLeaksNoMemory() {
        var failing =
                new ArrowValueSchema<Long>(
                        (batch, dictionaries, out) -> {
                            throw new IllegalStateException("no such column");
                        },
                        Types.LONG);
        assertThatThrownBy(
                        () ->
                                failing.deserialize(
                                        numbers(BodyCompression.NONE, 1),
                                        new ListCollector<>(new ArrayList<>())))
                .hasMessage("no such column")
                .hasNoSuppressedExceptions();
    }

    private static List<Long> read(byte[] value) throws Exception {
        var out = new CollectedElements<Long>();
        RecordDeserializer.open(
                        RecordDeserializationSchema.valueOnly(SUMS), new TestingReaderContext())
                .deserialize(record("sums", 3, 4711).value(value).build(), out);
        return out.elements();
    }

    private static byte[] numbers(BodyCompression compression, long... values) {
        return named("number", compression, values);
    }

    private static byte[] named(String column, BodyCompression compression, long... values) {
        try (var allocator = ArrowMemory.newAllocator("test", 1 << 20);
                var numbers = new BigIntVector(column, allocator);
                var root = VectorSchemaRoot.of(numbers)) {
            for (int i = 0; i < values.length; i++) {
                numbers.setSafe(i, values[i]);
            }
            root.setRowCount(values.length);
            return new IpcWriter(root, compression).write();
        }
    }
}
