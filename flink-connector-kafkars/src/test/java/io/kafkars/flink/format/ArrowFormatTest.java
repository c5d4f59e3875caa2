// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import io.kafkars.testing.ArrowAllocations;

import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinition;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.apache.flink.table.api.DataTypes.ARRAY;
import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.FLOAT;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The format on a message that pyarrow wrote: two rows of a time, a channel and samples. */
class ArrowFormatTest {

    static final DataType ROWS =
            ROW(FIELD("time", BIGINT()), FIELD("id", BIGINT()), FIELD("data", ARRAY(FLOAT())));

    private static final long TIME = 1_187_008_882_000_000_000L;

    @AfterEach
    void allMemoryIsReturned() {
        assertThat(ArrowAllocations.bytes()).isZero();
    }

    @Test
    void aMessageGivesItsRows() throws Exception {
        List<RowData> rows = rows(schema(ROWS), ArrakisMessage.BYTES);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).getLong(0)).isEqualTo(TIME);
        assertThat(rows.get(0).getLong(1)).isEqualTo(3);
        assertThat(rows.get(0).getArray(2).isNullAt(2)).isTrue();
        assertThat(rows.get(0).getArray(2).getFloat(1)).isEqualTo(2f);
        assertThat(rows.get(1).getLong(1)).isEqualTo(7);
        assertThat(rows.get(1).getArray(2).toFloatArray()).containsExactly(4, 5, 6);
    }

    @Test
    void columnsAreMatchedByNameAndOthersSkipped() throws Exception {
        var tooSmall = ROW(FIELD("id", INT()), FIELD("time", BIGINT()));
        assertThatThrownBy(() -> rows(schema(tooSmall), ArrakisMessage.BYTES))
                .hasMessageContaining("'id' of type Int(32, false) cannot be read as INT");
        var type = ROW(FIELD("id", DataTypes.DECIMAL(20, 0)), FIELD("time", BIGINT()));
        RowData row = rows(schema(type), ArrakisMessage.BYTES).get(1);
        assertThat(row.getDecimal(0, 20, 0).toUnscaledLong()).isEqualTo(7);
        assertThat(row.getLong(1)).isEqualTo(TIME);
    }

    @Test
    void aColumnThatIsMissingIsNullOrAnError() throws Exception {
        var type = ROW(FIELD("id", BIGINT()), FIELD("name", STRING()));
        assertThat(rows(schema(type), ArrakisMessage.BYTES).get(0).isNullAt(1)).isTrue();
        var strict = new Configuration();
        strict.set(ArrowFormatOptions.FAIL_ON_MISSING_FIELD, true);
        assertThatThrownBy(() -> rows(schema(format(strict), type), ArrakisMessage.BYTES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'name'")
                .hasMessageContaining("data: List<item: FloatingPoint(SINGLE)>")
                .hasMessageContaining("arrow.fail-on-missing-field");
    }

    @Test
    void aProjectionBuildsOnlyItsColumns() throws Exception {
        DeserializationSchema<RowData> schema =
                format(new Configuration())
                        .createRuntimeDecoder(
                                new Context(),
                                ROWS,
                                Projection.of(new int[] {1}).toNestedIndexes());
        RowData row = rows(schema, ArrakisMessage.BYTES).get(0);
        assertThat(row.getArity()).isEqualTo(1);
        assertThat(row.getLong(0)).isEqualTo(3);
    }

    // Filters

    @Test
    void aFilterBuildsOnlyRowsThatPassEvenOnAColumnThatIsNotProjected() throws Exception {
        var format = format(new Configuration());
        ResolvedExpression in = call(BuiltInFunctionDefinitions.IN, id(), literal(7), literal(8));
        var result = format.applyFilters(List.of(in));
        assertThat(result.getAcceptedFilters()).containsExactly(in);
        assertThat(result.getRemainingFilters()).isEmpty();
        var type = ROW(FIELD("data", ARRAY(FLOAT())));
        List<RowData> rows = rows(schema(format, type), ArrakisMessage.BYTES);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).getArray(0).toFloatArray()).containsExactly(4, 5, 6);
    }

    @Test
    void equalsOfEitherSideAndAlternativesOnOneColumnAreFilters() throws Exception {
        ResolvedExpression seven = call(BuiltInFunctionDefinitions.EQUALS, literal(7), id());
        ResolvedExpression three = call(BuiltInFunctionDefinitions.EQUALS, id(), literal(3));
        var format = format(new Configuration());
        format.applyFilters(List.of(seven));
        assertThat(rows(schema(format, ROWS), ArrakisMessage.BYTES)).hasSize(1);
        format.applyFilters(List.of(call(BuiltInFunctionDefinitions.OR, seven, three)));
        assertThat(rows(schema(format, ROWS), ArrakisMessage.BYTES)).hasSize(2);
        format.applyFilters(List.of(seven, three));
        assertThat(rows(schema(format, ROWS), ArrakisMessage.BYTES)).isEmpty();
    }

    @Test
    void otherFiltersAreLeftToFlink() throws Exception {
        var format = format(new Configuration());
        ResolvedExpression greater =
                call(BuiltInFunctionDefinitions.GREATER_THAN, id(), literal(3));
        ResolvedExpression three = call(BuiltInFunctionDefinitions.EQUALS, id(), literal(3));
        ResolvedExpression mixed = call(BuiltInFunctionDefinitions.OR, greater, three);
        var result = format.applyFilters(List.of(greater, three, mixed));
        assertThat(result.getAcceptedFilters()).containsExactly(three);
        assertThat(result.getRemainingFilters()).containsExactly(greater, mixed);
    }

    // Damage

    @Test
    void aMessageMayLackItsEndOrItsBatches() throws Exception {
        byte[] whole = ArrakisMessage.BYTES;
        assertThat(rows(schema(ROWS), Arrays.copyOf(whole, whole.length - 8))).hasSize(2);
        assertThat(rows(schema(ROWS), Arrays.copyOf(whole, ArrakisMessage.SCHEMA_SIZE))).isEmpty();
    }

    @Test
    void aMessageMayHaveSeveralBatches() throws Exception {
        byte[] whole = ArrakisMessage.BYTES;
        byte[] batch = Arrays.copyOfRange(whole, ArrakisMessage.SCHEMA_SIZE, whole.length - 8);
        byte[] two = Arrays.copyOf(whole, whole.length - 8 + batch.length);
        System.arraycopy(batch, 0, two, whole.length - 8, batch.length);
        assertThat(rows(schema(ROWS), two)).hasSize(4);
    }

    @Test
    void aMessageWithoutAValueGivesNothing() throws Exception {
        assertThat(rows(schema(ROWS), null)).isEmpty();
    }

    @Test
    void theErrorForADamagedMessageSaysWhatIsWrong() {
        byte[] whole = ArrakisMessage.BYTES;
        assertDamaged(new byte[0], "found no bytes");
        assertDamaged(Arrays.copyOf(whole, whole.length - 50), "is truncated or damaged");
        assertDamaged("this is not Arrow at all".getBytes(), "is truncated or damaged");
        assertDamaged("ARROW1\0\0and what follows".getBytes(), "found an Arrow file");
    }

    private static void assertDamaged(byte[] value, String message) {
        assertThatThrownBy(() -> rows(schema(ROWS), value))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    // Decoding

    static List<RowData> rows(DeserializationSchema<RowData> schema, byte[] value)
            throws IOException {
        var rows = new ArrayList<RowData>();
        schema.deserialize(value, new ListCollector<>(rows));
        return rows;
    }

    static DeserializationSchema<RowData> schema(DataType type) {
        return schema(format(new Configuration()), type);
    }

    private static DeserializationSchema<RowData> schema(
            ArrowDecodingFormat format, DataType type) {
        return format.createRuntimeDecoder(new Context(), type);
    }

    private static ArrowDecodingFormat format(Configuration options) {
        return (ArrowDecodingFormat) new ArrowFormatFactory().createDecodingFormat(null, options);
    }

    private static ResolvedExpression id() {
        return new FieldReferenceExpression("id", BIGINT(), 0, 1);
    }

    private static ResolvedExpression literal(int value) {
        return new ValueLiteralExpression(value);
    }

    private static ResolvedExpression call(
            BuiltInFunctionDefinition function, ResolvedExpression... operands) {
        return CallExpression.permanent(function, List.of(operands), DataTypes.BOOLEAN());
    }

    /** The part of a table's context that a decoder uses. */
    static final class Context implements DynamicTableSource.Context {

        @Override
        public <T> TypeInformation<T> createTypeInformation(DataType type) {
            return createTypeInformation(type.getLogicalType());
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> TypeInformation<T> createTypeInformation(LogicalType type) {
            return (TypeInformation<T>) TypeInformation.of(RowData.class);
        }

        @Override
        public DynamicTableSource.DataStructureConverter createDataStructureConverter(
                DataType type) {
            throw new UnsupportedOperationException();
        }
    }
}
