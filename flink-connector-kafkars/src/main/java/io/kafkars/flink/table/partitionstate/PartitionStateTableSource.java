// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.partitionstate;

import io.kafkars.flink.table.options.TableSettings;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.InputFormatProvider;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.types.DataType;

import java.util.Arrays;
import java.util.List;

/** A bounded table with one row for each partition that a table of the same options would read. */
@Internal
final class PartitionStateTableSource implements ScanTableSource, SupportsProjectionPushDown {

    private final TableSettings settings;
    private List<PartitionStateColumn> columns;

    PartitionStateTableSource(TableSettings settings, List<PartitionStateColumn> columns) {
        this.settings = settings;
        this.columns = List.copyOf(columns);
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projectedFields, DataType producedType) {
        List<PartitionStateColumn> all = columns;
        columns = Arrays.stream(projectedFields).map(path -> all.get(path[0])).toList();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        return InputFormatProvider.of(new PartitionStateFormat(settings, columns), 1);
    }

    @Override
    public DynamicTableSource copy() {
        return new PartitionStateTableSource(settings, columns);
    }

    @Override
    public String asSummaryString() {
        return "kafkars partition state";
    }
}
