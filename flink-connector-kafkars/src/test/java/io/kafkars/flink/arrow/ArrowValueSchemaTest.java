package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.arrow.BodyCompression;
import io.kafkars.arrow.IpcWriter;
import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.deserializer.RecordDeserializer;

import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A schema that gives the sum of a column for each batch. */
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
    void nothingIsLeftBehind() {
        assertThat(ArrowMemory.allocatedBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(BodyCompression.class)
    void aFunctionSeesEachBatch(BodyCompression compression) throws Exception {
        assertThat(read(numbers(compression, 1, 2, 39))).containsExactly(42L);
    }

    @Test
    void aMessageThatCannotBeReadIsNamed() {
        byte[] whole = numbers(BodyCompression.NONE, 1, 2);
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length - 30)))
                .isInstanceOf(DeserializationException.class)
                .hasMessageContaining("sums")
                .hasMessageContaining("3")
                .hasMessageContaining("4711")
                .rootCause()
                .hasMessageContaining("is cut or damaged");
    }

    @Test
    void aFunctionThatFailsLeavesNothingBehind() {
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
        var found = new ArrayList<Long>();
        RecordDeserializer.open(
                        RecordDeserializationSchema.valueOnly(SUMS),
                        false,
                        new TestingReaderContext())
                .deserialize(
                        record("sums", 3, 4711).value(value).build(), new ListCollector<>(found));
        return found;
    }

    private static byte[] numbers(BodyCompression compression, long... values) {
        try (var allocator = ArrowMemory.newAllocator("test", 1 << 20);
                var numbers = new BigIntVector("number", allocator);
                var root = VectorSchemaRoot.of(numbers)) {
            for (int i = 0; i < values.length; i++) {
                numbers.setSafe(i, values[i]);
            }
            root.setRowCount(values.length);
            return new IpcWriter(root, compression).write();
        }
    }
}
