// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The rows that the planner wants; immutable and equal by value.
 *
 * @param columns indexes of the physical columns, in the order in which they are produced
 * @param metadataKeys metadata, produced after the columns
 * @param declaredMetadata types of the metadata columns as the table declares them, by key
 * @param type of the rows
 * @param isCount whether a row is no more than a 1 for each record, to be added up
 */
record ProducedRow(
        List<Integer> columns,
        List<String> metadataKeys,
        Map<String, LogicalType> declaredMetadata,
        DataType type,
        boolean isCount) {

    ProducedRow {
        columns = List.copyOf(columns);
        metadataKeys = List.copyOf(metadataKeys);
        declaredMetadata = Map.copyOf(declaredMetadata);
    }

    /** All physical columns, as the table is declared, and no metadata. */
    static ProducedRow of(DataType physicalType) {
        int arity = DataType.getFieldCount(physicalType);
        return new ProducedRow(
                IntStream.range(0, arity).boxed().toList(),
                List.of(),
                Map.of(),
                physicalType,
                false);
    }

    /**
     * The same rows, of a table with metadata columns. Where several columns have the same key, a
     * NULL is allowed only if all of them allow it.
     */
    ProducedRow withMetadataOf(ResolvedSchema schema) {
        var declared = new HashMap<String, LogicalType>();
        for (Column column : schema.getColumns()) {
            if (column instanceof Column.MetadataColumn metadata) {
                declared.merge(
                        metadata.getMetadataKey().orElse(metadata.getName()),
                        metadata.getDataType().getLogicalType(),
                        (one, other) -> one.isNullable() ? other : one);
            }
        }
        return new ProducedRow(columns, metadataKeys, declared, type, isCount);
    }

    ProducedRow withColumns(List<Integer> physicalIndexes, DataType newType) {
        return new ProducedRow(physicalIndexes, metadataKeys, declaredMetadata, newType, isCount);
    }

    ProducedRow withMetadata(List<String> keys, DataType newType) {
        return new ProducedRow(columns, keys, declaredMetadata, newType, isCount);
    }

    /** A 1 for each record. */
    static ProducedRow count(DataType type) {
        return new ProducedRow(List.of(), List.of(), Map.of(), type, true);
    }
}
