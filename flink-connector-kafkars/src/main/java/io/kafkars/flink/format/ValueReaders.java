// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeUtils;

import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Makes the reader of a column from its vector and its type in the table. Values keep their
 * meaning, or are an error: an integer can be read as any type that holds all values of its Arrow
 * type, so an unsigned one of 64 bits as {@code DECIMAL(20, 0)} or larger.
 */
@Internal
final class ValueReaders {

    private final DictionaryProvider dictionaries;

    ValueReaders(DictionaryProvider dictionaries) {
        this.dictionaries = dictionaries;
    }

    /**
     * The reader of a column.
     *
     * @param vector {@code null} if there is no such column: then all values are null
     * @param path name of the column, for messages
     * @throws IOException if the type cannot hold the values of the vector
     */
    ValueReader of(FieldVector vector, LogicalType type, String path) throws IOException {
        if (vector == null || vector instanceof NullVector) {
            return index -> null;
        }
        if (vector.getField().getDictionary() != null) {
            return decoded(vector, type, path);
        }
        ValueReader values =
                switch (type.getTypeRoot()) {
                    case BOOLEAN -> bool(vector);
                    case TINYINT, SMALLINT, INTEGER, BIGINT -> integer(vector, type);
                    case FLOAT, DOUBLE -> floating(vector, type);
                    case DECIMAL -> decimal(vector, (DecimalType) type);
                    case CHAR, VARCHAR -> string(vector);
                    case BINARY, VARBINARY -> binary(vector);
                    case DATE,
                                    TIME_WITHOUT_TIME_ZONE,
                                    TIMESTAMP_WITHOUT_TIME_ZONE,
                                    TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                            TimeReaders.of(vector, type);
                    case ARRAY -> array(vector, (ArrayType) type, path);
                    case MAP -> map(vector, (MapType) type, path);
                    case ROW -> row(vector, (RowType) type, path);
                    default -> null;
                };
        if (values == null) {
            throw new IOException(
                    String.format(
                            "Arrow column '%s' of type %s cannot be read as %s: declare a type that"
                                    + " holds all of its values",
                            path, vector.getField().getType(), type.asSummaryString()));
        }
        return index -> vector.isNull(index) ? null : values.read(index);
    }

    private ValueReader decoded(FieldVector indices, LogicalType type, String path)
            throws IOException {
        long id = indices.getField().getDictionary().getId();
        Dictionary dictionary = dictionaries.lookup(id);
        if (dictionary == null) {
            throw new IOException("Arrow column '" + path + "' needs dictionary " + id);
        }
        ValueReader values = of(dictionary.getVector(), type, path);
        var positions = (BaseIntVector) indices;
        return index ->
                indices.isNull(index)
                        ? null
                        : values.read(Math.toIntExact(positions.getValueAsLong(index)));
    }

    private static ValueReader bool(FieldVector vector) {
        return vector instanceof BitVector bits ? index -> bits.get(index) != 0 : null;
    }

    private static ValueReader integer(FieldVector vector, LogicalType type) {
        if (!(vector.getField().getType() instanceof ArrowType.Int arrow)) {
            return null;
        }
        int bits = arrow.getIsSigned() ? arrow.getBitWidth() : arrow.getBitWidth() + 1;
        IntToLongFunction values = integers(vector, arrow);
        return switch (type.getTypeRoot()) {
            case TINYINT -> bits > Byte.SIZE ? null : i -> (byte) values.applyAsLong(i);
            case SMALLINT -> bits > Short.SIZE ? null : i -> (short) values.applyAsLong(i);
            case INTEGER -> bits > Integer.SIZE ? null : i -> (int) values.applyAsLong(i);
            default -> bits > Long.SIZE ? null : values::applyAsLong;
        };
    }

    /** Arrow sign-extends some of its unsigned integers; the mask undoes that. */
    private static IntToLongFunction integers(FieldVector vector, ArrowType.Int type) {
        var values = (BaseIntVector) vector;
        long mask =
                type.getIsSigned() || type.getBitWidth() == Long.SIZE
                        ? -1L
                        : (1L << type.getBitWidth()) - 1;
        return index -> values.getValueAsLong(index) & mask;
    }

    private static ValueReader floating(FieldVector vector, LogicalType type) {
        if (!(vector.getField().getType() instanceof ArrowType.FloatingPoint arrow)) {
            return null;
        }
        var values = (FloatingPointVector) vector;
        boolean isDouble = arrow.getPrecision() == FloatingPointPrecision.DOUBLE;
        return switch (type.getTypeRoot()) {
            case FLOAT -> isDouble ? null : index -> (float) values.getValueAsDouble(index);
            default -> values::getValueAsDouble;
        };
    }

    private static ValueReader decimal(FieldVector vector, DecimalType type) {
        int whole = type.getPrecision() - type.getScale();
        if (vector.getField().getType() instanceof ArrowType.Decimal arrow) {
            boolean fits =
                    arrow.getScale() <= type.getScale()
                            && arrow.getPrecision() - arrow.getScale() <= whole;
            return fits ? index -> decimal((BigDecimal) vector.getObject(index), type) : null;
        }
        if (vector.getField().getType() instanceof ArrowType.Int arrow) {
            int digits = BigInteger.ONE.shiftLeft(arrow.getBitWidth()).toString().length();
            IntToLongFunction values = integers(vector, arrow);
            boolean unsignedLong = !arrow.getIsSigned() && arrow.getBitWidth() == Long.SIZE;
            return digits > whole
                    ? null
                    : index -> {
                        long value = values.applyAsLong(index);
                        return decimal(
                                unsignedLong
                                        ? new BigDecimal(Long.toUnsignedString(value))
                                        : BigDecimal.valueOf(value),
                                type);
                    };
        }
        return null;
    }

    private static DecimalData decimal(BigDecimal value, DecimalType type) {
        return DecimalData.fromBigDecimal(value, type.getPrecision(), type.getScale());
    }

    private static ValueReader string(FieldVector vector) {
        return switch (vector.getField().getType().getTypeID()) {
            case Utf8, LargeUtf8, Utf8View ->
                    index ->
                            StringData.fromBytes(
                                    vector.getObject(index)
                                            .toString()
                                            .getBytes(StandardCharsets.UTF_8));
            default -> null;
        };
    }

    private static ValueReader binary(FieldVector vector) {
        return switch (vector.getField().getType().getTypeID()) {
            case Binary, LargeBinary, BinaryView, FixedSizeBinary -> vector::getObject;
            default -> null;
        };
    }

    private ValueReader array(FieldVector vector, ArrayType type, String path) throws IOException {
        if (vector instanceof MapVector) {
            return null;
        }
        if (vector instanceof ListVector list) {
            Items items = items(list.getDataVector(), type, path);
            return i -> array(items, list.getElementStartIndex(i), list.getElementEndIndex(i));
        }
        if (vector instanceof LargeListVector list) {
            Items items = items(list.getDataVector(), type, path);
            return i ->
                    array(
                            items,
                            Math.toIntExact(list.getElementStartIndex(i)),
                            Math.toIntExact(list.getElementEndIndex(i)));
        }
        if (vector instanceof FixedSizeListVector list) {
            Items items = items(list.getDataVector(), type, path);
            return i -> array(items, list.getElementStartIndex(i), list.getElementEndIndex(i));
        }
        return null;
    }

    private Items items(FieldVector vector, ArrayType type, String path) throws IOException {
        LogicalType itemType = type.getElementType();
        return new Items(
                vector,
                of(vector, itemType, path + "[]"),
                LogicalTypeUtils.toInternalConversionClass(itemType));
    }

    private record Items(FieldVector vector, ValueReader reader, Class<?> itemClass) {}

    /** The items in an array of their own class, to which Flink casts it. */
    private static GenericArrayData array(Items items, int start, int end) {
        checkInside(items.vector, start, end);
        var array = (Object[]) Array.newInstance(items.itemClass, end - start);
        for (int i = 0; i < array.length; i++) {
            array[i] = items.reader.read(start + i);
        }
        return new GenericArrayData(array);
    }

    /** Arrow's own validation does not check each list. */
    private static void checkInside(FieldVector items, int start, int end) {
        if (start < 0 || end < start || end > items.getValueCount()) {
            throw new IllegalStateException(
                    String.format(
                            "Arrow batch is damaged: a list has items %d to %d of %d",
                            start, end, items.getValueCount()));
        }
    }

    private ValueReader map(FieldVector vector, MapType type, String path) throws IOException {
        if (!(vector instanceof MapVector map)) {
            return null;
        }
        List<FieldVector> entry = map.getDataVector().getChildrenFromFields();
        ValueReader keys = of(entry.get(0), type.getKeyType(), path + ".key");
        ValueReader values = of(entry.get(1), type.getValueType(), path + ".value");
        return index -> {
            var entries = new HashMap<Object, Object>();
            int start = map.getElementStartIndex(index);
            int end = map.getElementEndIndex(index);
            checkInside(map.getDataVector(), start, end);
            for (int i = start; i < end; i++) {
                entries.put(keys.read(i), values.read(i));
            }
            return new GenericMapData(entries);
        };
    }

    private ValueReader row(FieldVector vector, RowType type, String path) throws IOException {
        if (!(vector instanceof StructVector struct)) {
            return null;
        }
        var fields = new ValueReader[type.getFieldCount()];
        for (int i = 0; i < fields.length; i++) {
            String name = type.getFieldNames().get(i);
            fields[i] = of(struct.getChild(name), type.getTypeAt(i), path + "." + name);
        }
        return index -> {
            var row = new GenericRowData(fields.length);
            for (int i = 0; i < fields.length; i++) {
                row.setField(i, fields[i].read(index));
            }
            return row;
        };
    }
}
