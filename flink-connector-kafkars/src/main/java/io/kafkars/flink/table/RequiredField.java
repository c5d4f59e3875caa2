// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A field of a row that must not be NULL, or inside of which something must not be NULL.
 *
 * @param index of the field in its row
 * @param required whether the field itself must not be NULL
 * @param inside finds a NULL inside the field, {@code null} if everything inside may be NULL
 * @param getter of the field
 */
record RequiredField(
        int index,
        String name,
        boolean required,
        @Nullable NullFinder inside,
        RowData.FieldGetter getter)
        implements Serializable {

    /** Empty if the type allows NULL everywhere. */
    static Optional<RequiredField> of(int index, String name, LogicalType type) {
        NullFinder inside = NullFinder.inside(type);
        if (type.isNullable() && inside == null) {
            return Optional.empty();
        }
        RowData.FieldGetter getter = RowData.createFieldGetter(type.copy(true), index);
        return Optional.of(new RequiredField(index, name, !type.isNullable(), inside, getter));
    }

    /** Those of a row's fields that there are, in their order. */
    static List<RequiredField> ofRow(List<String> names, List<LogicalType> types) {
        return IntStream.range(0, types.size())
                .mapToObj(i -> of(i, names.get(i), types.get(i)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The path from the row to a NULL that is not allowed; {@code null} if there is none. */
    @Nullable
    String findNull(RowData row) {
        if (row.isNullAt(index)) {
            return required ? name : null;
        }
        if (inside == null) {
            return null;
        }
        String path = inside.find(getter.getFieldOrNull(row));
        return path == null ? null : name + path;
    }
}
