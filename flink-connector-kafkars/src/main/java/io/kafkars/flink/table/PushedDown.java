// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;

import javax.annotation.Nullable;

import java.util.List;

/**
 * What the planner has pushed down into a table; immutable and equal by value.
 *
 * @param row the rows to produce
 * @param watermarkStrategy the user's, {@code null} for the watermarks of the source
 * @param predicate what filters demand of the record itself
 * @param valueFilters filters that the format of the value evaluates, on columns by name
 * @param limit number of rows that are enough
 */
record PushedDown(
        ProducedRow row,
        @Nullable WatermarkStrategy<RowData> watermarkStrategy,
        RecordPredicate predicate,
        List<ResolvedExpression> valueFilters,
        long limit) {

    PushedDown {
        valueFilters = List.copyOf(valueFilters);
    }

    /** Nothing: the table is read as it is declared. */
    static PushedDown nothing(ProducedRow all) {
        return new PushedDown(all, null, RecordPredicate.ALL, List.of(), Long.MAX_VALUE);
    }

    PushedDown withRow(ProducedRow newRow) {
        return new PushedDown(newRow, watermarkStrategy, predicate, valueFilters, limit);
    }

    PushedDown withWatermarkStrategy(WatermarkStrategy<RowData> strategy) {
        return new PushedDown(row, strategy, predicate, valueFilters, limit);
    }

    PushedDown withFilters(RecordPredicate onRecord, List<ResolvedExpression> onValue) {
        return new PushedDown(row, watermarkStrategy, onRecord, onValue, limit);
    }

    PushedDown withLimit(long rows) {
        return new PushedDown(row, watermarkStrategy, predicate, valueFilters, rows);
    }
}
