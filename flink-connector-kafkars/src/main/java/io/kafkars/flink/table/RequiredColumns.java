// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.merge.RecordView;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The columns of a table's rows that must not be NULL, at the top or inside. Each row is checked as
 * it leaves, wherever its columns come from, and only in these columns.
 */
final class RequiredColumns implements Serializable {

    private static final long serialVersionUID = 1L;

    /** What a column is made from. */
    enum Origin {
        KEY("is NOT NULL and decoded from the key"),
        VALUE("is NOT NULL and decoded from the value"),
        METADATA("is metadata that was declared NOT NULL");

        private final String description;

        Origin(String description) {
            this.description = description;
        }
    }

    /** Nothing is checked. */
    static final RequiredColumns NONE = new RequiredColumns(List.of());

    private record Column(RequiredField field, Origin origin) implements Serializable {}

    private final Column[] columns;

    private RequiredColumns(List<Column> columns) {
        this.columns = columns.toArray(Column[]::new);
    }

    /** Collects the columns of a row. */
    static final class Builder {

        private final List<Column> columns = new ArrayList<>();

        /**
         * Adds the column if something in it must not be NULL.
         *
         * @param index in the row
         */
        Builder add(int index, String name, LogicalType type, Origin origin) {
            RequiredField.of(index, name, type)
                    .ifPresent(field -> columns.add(new Column(field, origin)));
            return this;
        }

        /**
         * Adds the metadata that follows the columns of a row. The planner tells a source only
         * which type it has itself; what the table declares may be stricter.
         *
         * @param types that the source gives
         * @param declared types of metadata columns, by key
         */
        Builder addMetadata(
                int firstIndex,
                List<String> keys,
                List<LogicalType> types,
                Map<String, LogicalType> declared) {
            for (int i = 0; i < keys.size(); i++) {
                LogicalType type = types.get(i);
                LogicalType wanted = declared.getOrDefault(keys.get(i), type);
                add(
                        firstIndex + i,
                        keys.get(i),
                        isLike(type, wanted) ? wanted : type.copy(wanted.isNullable()),
                        Origin.METADATA);
            }
            return this;
        }

        /** Whether values of both types have the same form. */
        private static boolean isLike(LogicalType one, LogicalType other) {
            List<LogicalType> parts = one.getChildren();
            List<LogicalType> others = other.getChildren();
            if (one.getTypeRoot() != other.getTypeRoot() || parts.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (!isLike(parts.get(i), others.get(i))) {
                    return false;
                }
            }
            return true;
        }

        RequiredColumns build() {
            return columns.isEmpty() ? NONE : new RequiredColumns(columns);
        }
    }

    /**
     * What is wrong with the row, {@code null} if nothing is.
     *
     * @param record that the row was made from
     * @param hasKeyRow whether the columns of the key come from a row of the key
     */
    @Nullable
    String problem(RowData row, RecordView record, boolean hasKeyRow) {
        for (Column column : columns) {
            String path = column.field.findNull(row);
            if (path != null) {
                return message(column, path, record, hasKeyRow);
            }
        }
        return null;
    }

    private static String message(
            Column column, String path, RecordView record, boolean hasKeyRow) {
        String found =
                switch (column.origin) {
                    case KEY ->
                            record.keySize() == RecordView.NULL_SIZE
                                    ? "the record has no key"
                                    : hasKeyRow
                                            ? "the key gives NULL for it"
                                            : "the record has a key that gives no row";
                    case VALUE ->
                            record.valueSize() == RecordView.NULL_SIZE
                                    ? "the record is a tombstone"
                                    : "the value gives NULL for it";
                    case METADATA -> "the record has NULL";
                };
        return String.format(
                "%s '%s' %s, but %s",
                path.equals(column.field.name()) ? "column" : "field",
                path,
                column.origin.description,
                found);
    }
}
