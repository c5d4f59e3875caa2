// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.fetch.RecordContent;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.table.options.NearestName;
import io.kafkars.validation.Problems;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A table without a format: its columns are fields of the record itself.
 *
 * @param fields the columns, in their order
 * @param hasTimeAttribute whether the timestamp is the table's time attribute
 */
record RecordLayout(List<RecordField> fields, boolean hasTimeAttribute) implements TableLayout {

    RecordLayout {
        fields = List.copyOf(fields);
    }

    /** Finds the field of each column by its name and type; a column without one is a problem. */
    static RecordLayout of(DataType physicalType, Problems problems) {
        List<String> names =
                Arrays.stream(RecordField.values())
                        .filter(RecordField::isColumn)
                        .map(RecordField::key)
                        .toList();
        var fields = new ArrayList<RecordField>();
        for (var column : DataType.getFields(physicalType)) {
            String name = column.getName();
            RecordField.column(name)
                    .ifPresentOrElse(
                            field -> {
                                TableChecks.requireFits(
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
        return new RecordLayout(fields, false);
    }

    @Override
    public RecordLayout withTimeAttribute() {
        return new RecordLayout(fields, true);
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
    public Optional<RecordField> recordField(int physicalIndex) {
        return Optional.of(inTable(fields.get(physicalIndex)));
    }

    @Override
    public List<ResolvedExpression> valueFilters(
            List<ResolvedExpression> filters, ProducedRow row) {
        return List.of();
    }

    @Override
    public RecordContent content(ProducedRow row) {
        return contentOf(fieldsOf(row));
    }

    /** The parts of a record that these fields need. */
    static RecordContent contentOf(List<RecordField> fields) {
        Set<RecordField> used = EnumSet.noneOf(RecordField.class);
        used.addAll(fields);
        return new RecordContent(
                used.contains(RecordField.KEY) || used.contains(RecordField.KEY_SIZE),
                used.contains(RecordField.VALUE) || used.contains(RecordField.VALUE_SIZE),
                used.contains(RecordField.HEADERS) || used.contains(RecordField.HEADER_LIST));
    }

    @Override
    public RecordDeserializationSchema<RowData> schema(
            PushedDown pushedDown, DynamicTableSource.Context context) {
        ProducedRow row = pushedDown.row();
        TypeInformation<RowData> type = context.createTypeInformation(row.type());
        return row.isCount()
                ? new RecordCountSchema(type)
                : new RecordRowSchema(
                        fieldsOf(row).toArray(RecordField[]::new), requiredColumns(row), type);
    }

    /** Only metadata: a column must be declared nullable where its field is. */
    private RequiredColumns requiredColumns(ProducedRow row) {
        List<LogicalType> types =
                row.metadataKeys().stream()
                        .map(key -> metadataField(key).orElseThrow().type().getLogicalType())
                        .toList();
        return new RequiredColumns.Builder()
                .addMetadata(
                        row.columns().size(), row.metadataKeys(), types, row.declaredMetadata())
                .build();
    }

    private List<RecordField> fieldsOf(ProducedRow row) {
        return Stream.concat(
                        row.columns().stream().map(fields::get).map(this::inTable),
                        row.metadataKeys().stream().map(key -> metadataField(key).orElseThrow()))
                .toList();
    }
}
