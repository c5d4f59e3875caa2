package io.kafkars.flink.table;

import io.kafkars.consumer.RecordContent;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.validation.Problems;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The columns of a table without a format: fields of the record itself.
 *
 * @param fields of the table, in their order
 */
record RecordColumns(List<RecordColumn> fields) implements TableColumns {

    RecordColumns {
        fields = List.copyOf(fields);
    }

    /** Matches columns and fields by name and type; what does not fit is a problem. */
    static RecordColumns of(DataType physicalType, Problems problems) {
        List<String> names =
                Arrays.stream(RecordColumn.values())
                        .filter(RecordColumn::isField)
                        .map(RecordColumn::key)
                        .toList();
        var fields = new ArrayList<RecordColumn>();
        for (var column : DataType.getFields(physicalType)) {
            String name = column.getName();
            RecordColumn.field(name)
                    .ifPresentOrElse(
                            field -> {
                                Tables.requireFits(
                                        name, column.getDataType(), field.type(), problems);
                                fields.add(field);
                            },
                            () ->
                                    problems.add(
                                            "Column '%s' is no field of a record, which are %s: set"
                                                    + " option 'format' to decode records, or"
                                                    + " declare the column as METADATA%s",
                                            name, names, NearestName.hint(name, names)));
        }
        return new RecordColumns(fields);
    }

    @Override
    public ChangelogMode changelogMode() {
        return ChangelogMode.insertOnly();
    }

    @Override
    public Map<String, DataType> formatMetadata() {
        return Map.of();
    }

    @Override
    public Optional<RecordColumn> recordColumn(int physicalIndex) {
        return Optional.of(fields.get(physicalIndex));
    }

    @Override
    public List<ResolvedExpression> valueFilters(List<ResolvedExpression> filters, ScanPlan plan) {
        return List.of();
    }

    @Override
    public RecordContent content(ScanPlan plan) {
        return contentOf(columns(plan));
    }

    /** What has to be read of a record for these columns. */
    static RecordContent contentOf(List<RecordColumn> columns) {
        Set<RecordColumn> used = EnumSet.noneOf(RecordColumn.class);
        used.addAll(columns);
        return new RecordContent(
                used.contains(RecordColumn.KEY) || used.contains(RecordColumn.KEY_SIZE),
                used.contains(RecordColumn.VALUE) || used.contains(RecordColumn.VALUE_SIZE),
                used.contains(RecordColumn.HEADERS) || used.contains(RecordColumn.HEADER_LIST));
    }

    @Override
    public RecordDeserializationSchema<RowData> schema(
            ScanPlan plan, DynamicTableSource.Context context) {
        TypeInformation<RowData> type = context.createTypeInformation(plan.producedType());
        return plan.countsRecords()
                ? new RecordCountSchema(type)
                : new RecordRowSchema(columns(plan).toArray(RecordColumn[]::new), type);
    }

    private List<RecordColumn> columns(ScanPlan plan) {
        return Stream.concat(
                        plan.columns().stream().map(fields::get),
                        plan.metadataKeys().stream()
                                .map(key -> RecordColumn.metadata(key).orElseThrow()))
                .toList();
    }
}
