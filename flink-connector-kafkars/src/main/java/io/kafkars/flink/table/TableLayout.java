// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.fetch.RecordContent;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;

import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the physical columns of a table stand for, and how its rows are made. */
sealed interface TableLayout permits RecordLayout, DecodedLayout {

    /** Prefix of the keys of a format's metadata. */
    String FORMAT_METADATA_PREFIX = "value.";

    /** Which kinds of rows there are. */
    ChangelogMode changelogMode();

    /** Metadata of the value's format, with its prefix, in order. */
    Map<String, DataType> formatMetadata();

    /** The field of the record that a physical column is; absent for a decoded column. */
    Optional<RecordField> recordField(int physicalIndex);

    /** The same, for a table whose time attribute is the timestamp of its records. */
    TableLayout withTimeAttribute();

    /** Whether the timestamp of the records is the table's time attribute. */
    boolean hasTimeAttribute();

    /** The field of the record that a metadata column is; absent for metadata of the format. */
    default Optional<RecordField> metadataField(String key) {
        return RecordField.metadata(key).map(this::inTable);
    }

    /** What the field stands for in the table: a time attribute is never NULL. */
    default RecordField inTable(RecordField field) {
        return field == RecordField.TIMESTAMP && hasTimeAttribute()
                ? RecordField.EVENT_TIME
                : field;
    }

    /**
     * Those of the filters that the format of the value would evaluate exactly.
     *
     * @param filters on the rows
     */
    List<ResolvedExpression> valueFilters(List<ResolvedExpression> filters, ProducedRow row);

    /** The parts of a record that the rows need. */
    RecordContent content(ProducedRow row);

    /** Makes the rows. */
    RecordDeserializationSchema<RowData> schema(
            PushedDown pushedDown, DynamicTableSource.Context context);
}
