// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.factories.DynamicTableFactory.Context;

/** Finds out what the time attribute of a table is, as {@code WATERMARK FOR} declares it. */
final class TimeAttributes {

    private TimeAttributes() {}

    /** Whether the time attribute is the column, or the metadata, {@code timestamp}. */
    static boolean isTimestamp(Context context, TableLayout layout) {
        ResolvedSchema schema = context.getCatalogTable().getResolvedSchema();
        return schema.getWatermarkSpecs().stream()
                .flatMap(spec -> schema.getColumn(spec.getRowtimeAttribute()).stream())
                .anyMatch(column -> isTimestamp(column, schema, layout));
    }

    private static boolean isTimestamp(Column column, ResolvedSchema schema, TableLayout layout) {
        if (column instanceof Column.MetadataColumn metadata) {
            String key = metadata.getMetadataKey().orElse(metadata.getName());
            return key.equals(RecordField.TIMESTAMP.key());
        }
        int physical =
                schema.getColumns().stream().filter(Column::isPhysical).toList().indexOf(column);
        return physical >= 0
                && layout.recordField(physical).filter(RecordField.TIMESTAMP::equals).isPresent();
    }
}
