// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.consumer.RecordContent;
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
