// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import io.kafkars.flink.arrow.ArrowValueSchema;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.ProjectableDecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The format {@code arrow} of one table, until its decoder is made. Columns match by name. */
@Internal
final class ArrowDecodingFormat
        implements ProjectableDecodingFormat<DeserializationSchema<RowData>>,
                DecodingFormat<DeserializationSchema<RowData>>,
                FilterableDecodingFormat {

    private final boolean failOnMissingField;
    private final MemorySize memoryLimit;
    private final List<ColumnFilter> filters = new ArrayList<>();

    ArrowDecodingFormat(boolean failOnMissingField, MemorySize memoryLimit) {
        this.failOnMissingField = failOnMissingField;
        this.memoryLimit = memoryLimit;
    }

    @Override
    public SupportsFilterPushDown.Result applyFilters(List<ResolvedExpression> offered) {
        filters.clear();
        var accepted = new ArrayList<ResolvedExpression>();
        var remaining = new ArrayList<ResolvedExpression>();
        for (ResolvedExpression expression : offered) {
            Optional<ColumnFilter> filter = ColumnFilter.of(expression);
            filter.ifPresent(filters::add);
            (filter.isPresent() ? accepted : remaining).add(expression);
        }
        return SupportsFilterPushDown.Result.of(accepted, remaining);
    }

    @Override
    public DeserializationSchema<RowData> createRuntimeDecoder(
            DynamicTableSource.Context context, DataType physicalType, int[][] projections) {
        DataType produced = Projection.of(projections).project(physicalType);
        return new ArrowValueSchema<>(
                new RowBuilder(
                        (RowType) produced.getLogicalType(),
                        List.copyOf(filters),
                        failOnMissingField),
                context.createTypeInformation(produced),
                memoryLimit);
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }
}
