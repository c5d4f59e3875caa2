// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.types.DataType;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows that the planner wants; immutable and equal by value.
 *
 * @param columns indexes of the physical columns, in the order in which they are produced
 * @param metadataKeys metadata, produced after the columns
 * @param type of the rows
 * @param isCount whether a row is no more than a 1 for each record, to be added up
 */
record ProducedRow(
        List<Integer> columns, List<String> metadataKeys, DataType type, boolean isCount) {

    ProducedRow {
        columns = List.copyOf(columns);
        metadataKeys = List.copyOf(metadataKeys);
    }

    /** All physical columns, as the table is declared, and no metadata. */
    static ProducedRow of(DataType physicalType) {
        int arity = DataType.getFieldCount(physicalType);
        return new ProducedRow(
                IntStream.range(0, arity).boxed().toList(), List.of(), physicalType, false);
    }

    ProducedRow withColumns(List<Integer> physicalIndexes, DataType newType) {
        return new ProducedRow(physicalIndexes, metadataKeys, newType, isCount);
    }

    ProducedRow withMetadata(List<String> keys, DataType newType) {
        return new ProducedRow(columns, keys, newType, isCount);
    }

    /** A 1 for each record. */
    static ProducedRow count(DataType type) {
        return new ProducedRow(List.of(), List.of(), type, true);
    }
}
