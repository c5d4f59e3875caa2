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

/** What the physical columns of a table are, and how rows are made for them. */
sealed interface TableColumns permits RecordColumns, DecodedColumns {

    /** Before the keys of a format's metadata. */
    String FORMAT_METADATA_PREFIX = "value.";

    /** What kinds of rows there are. */
    ChangelogMode changelogMode();

    /** Metadata that the format of the value has, with its prefix, in order. */
    Map<String, DataType> formatMetadata();

    /** The field of the record that a physical column is; absent for a decoded one. */
    Optional<RecordColumn> recordColumn(int physicalIndex);

    /**
     * Of these filters those that the format of the value evaluates exactly, if it is told to.
     *
     * @param filters on the rows of the plan
     */
    List<ResolvedExpression> valueFilters(List<ResolvedExpression> filters, ScanPlan plan);

    /** Which parts of a record the plan needs. */
    RecordContent content(ScanPlan plan);

    /** Makes the rows of the plan. */
    RecordDeserializationSchema<RowData> schema(ScanPlan plan, DynamicTableSource.Context context);
}
