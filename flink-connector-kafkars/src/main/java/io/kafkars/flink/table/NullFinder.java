// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DistinctType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.util.List;

/**
 * Finds a NULL inside a row, array, map or multiset whose type does not allow one there. Formats do
 * not check this themselves, and Flink's runtime reads such a NULL as -1, false or an empty string.
 */
@FunctionalInterface
interface NullFinder extends Serializable {

    /**
     * The path from the value to the first such NULL, for example {@code .items[3].id}; {@code
     * null} if there is none.
     *
     * @param value in the form that it has in Flink's rows
     */
    @Nullable
    String find(Object value);

    /** The finder for values of a type; {@code null} if the type allows NULL everywhere inside. */
    static @Nullable NullFinder inside(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case ROW, STRUCTURED_TYPE -> insideRow(type);
            case ARRAY -> insideArray(((ArrayType) type).getElementType());
            case MAP -> insideMap(((MapType) type).getKeyType(), ((MapType) type).getValueType());
            case MULTISET -> ofKeys(insideArray(((MultisetType) type).getElementType()));
            case DISTINCT_TYPE -> inside(((DistinctType) type).getSourceType());
            default -> null;
        };
    }

    private static @Nullable NullFinder insideRow(LogicalType type) {
        List<LogicalType> types = LogicalTypeChecks.getFieldTypes(type);
        List<String> names = LogicalTypeChecks.getFieldNames(type);
        List<RequiredField> required = RequiredField.ofRow(names, types);
        if (required.isEmpty()) {
            return null;
        }
        RequiredField[] fields = required.toArray(RequiredField[]::new);
        return value -> {
            for (RequiredField field : fields) {
                String path = field.findNull((RowData) value);
                if (path != null) {
                    return "." + path;
                }
            }
            return null;
        };
    }

    private static @Nullable NullFinder insideArray(LogicalType type) {
        NullFinder inside = inside(type);
        boolean required = !type.isNullable();
        if (!required && inside == null) {
            return null;
        }
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(type.copy(true));
        return value -> {
            var array = (ArrayData) value;
            for (int i = 0; i < array.size(); i++) {
                if (array.isNullAt(i)) {
                    if (required) {
                        return "[" + i + "]";
                    }
                } else if (inside != null) {
                    String path = inside.find(getter.getElementOrNull(array, i));
                    if (path != null) {
                        return "[" + i + "]" + path;
                    }
                }
            }
            return null;
        };
    }

    private static @Nullable NullFinder insideMap(LogicalType keyType, LogicalType valueType) {
        NullFinder keys = ofKeys(insideArray(keyType));
        NullFinder values = insideArray(valueType);
        if (values == null) {
            return keys;
        }
        return map -> {
            String path = keys == null ? null : keys.find(map);
            if (path == null) {
                path = values.find(((MapData) map).valueArray());
                return path == null ? null : ".values" + path;
            }
            return path;
        };
    }

    private static @Nullable NullFinder ofKeys(@Nullable NullFinder keys) {
        if (keys == null) {
            return null;
        }
        return map -> {
            String path = keys.find(((MapData) map).keyArray());
            return path == null ? null : ".keys" + path;
        };
    }
}
