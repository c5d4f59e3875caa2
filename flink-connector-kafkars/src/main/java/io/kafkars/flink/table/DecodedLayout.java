// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.fetch.RecordContent;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.format.FilterableDecodingFormat;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.ProjectableDecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

import javax.annotation.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A table with formats: they decode its columns from the value, and from the key if that has a
 * format.
 *
 * @param physicalType of all columns
 * @param key how keys are decoded, {@code null} if they are not
 * @param value how values are decoded
 * @param hasTimeAttribute whether the record's timestamp is the table's time attribute
 */
record DecodedLayout(
        DataType physicalType, @Nullable Content key, Content value, boolean hasTimeAttribute)
        implements TableLayout {

    /**
     * Formats that find a field by its name, or by its position in the whole row, so that they can
     * be told to decode some fields only. Others would confuse the fields: a reader of Avro, for
     * one, must know everything that was written.
     */
    private static final Set<String> PRUNABLE_FORMATS = Set.of("json", "csv", "arrow");

    /**
     * How a key or a value is decoded.
     *
     * @param format decodes it
     * @param identifier name of the format
     * @param columns indexes of the physical columns that it contains, in their order
     * @param prefix that the columns have in the table and not in the format
     */
    record Content(
            DecodingFormat<DeserializationSchema<RowData>> format,
            String identifier,
            List<Integer> columns,
            String prefix) {

        Content {
            columns = List.copyOf(columns);
        }

        private DataType type(DataType physicalType) {
            var fields =
                    DataType.getFields(Projection.of(ints(columns)).project(physicalType)).stream()
                            .map(
                                    field ->
                                            DataTypes.FIELD(
                                                    field.getName().substring(prefix.length()),
                                                    field.getDataType()))
                            .toList();
            return DataTypes.ROW(fields).notNull();
        }

        private boolean isPrunable() {
            return format instanceof ProjectableDecodingFormat
                    && PRUNABLE_FORMATS.contains(identifier);
        }
    }

    @Override
    public ChangelogMode changelogMode() {
        return value.format.getChangelogMode();
    }

    @Override
    public Map<String, DataType> formatMetadata() {
        var metadata = new LinkedHashMap<String, DataType>();
        value.format
                .listReadableMetadata()
                .forEach((name, type) -> metadata.put(FORMAT_METADATA_PREFIX + name, type));
        return metadata;
    }

    @Override
    public DecodedLayout withTimeAttribute() {
        return new DecodedLayout(physicalType, key, value, true);
    }

    @Override
    public Optional<RecordField> recordField(int physicalIndex) {
        return Optional.empty();
    }

    /**
     * None if the rows have the metadata {@code row-index}, which counts the rows that the format
     * gives.
     */
    @Override
    public List<ResolvedExpression> valueFilters(
            List<ResolvedExpression> filters, ProducedRow row) {
        if (!(value.format instanceof FilterableDecodingFormat format)
                || row.metadataKeys().contains(RecordField.ROW_INDEX.key())) {
            return List.of();
        }
        List<ResolvedExpression> onValue =
                filters.stream().filter(filter -> isOnValue(filter, row)).toList();
        return format.applyFilters(onValue).getAcceptedFilters();
    }

    private boolean isOnValue(ResolvedExpression expression, ProducedRow row) {
        if (expression instanceof FieldReferenceExpression field) {
            return field.getFieldIndex() < row.columns().size()
                    && value.columns.contains(row.columns().get(field.getFieldIndex()));
        }
        return expression.getResolvedChildren().stream().allMatch(part -> isOnValue(part, row));
    }

    /** The value is always needed: it decides how many rows there are. */
    @Override
    public RecordContent content(ProducedRow row) {
        RecordContent metadata = RecordLayout.contentOf(recordMetadata(row));
        return new RecordContent(metadata.keys() || usesKey(row), true, metadata.headers());
    }

    private boolean usesKey(ProducedRow row) {
        return key != null && row.columns().stream().anyMatch(key.columns::contains);
    }

    private static List<RecordField> recordMetadata(ProducedRow row) {
        return row.metadataKeys().stream().flatMap(k -> RecordField.metadata(k).stream()).toList();
    }

    @Override
    public RecordDeserializationSchema<RowData> schema(
            PushedDown pushedDown, DynamicTableSource.Context context) {
        ProducedRow row = pushedDown.row();
        var formatMetadata = formatMetadata();
        var ofFormat = new ArrayList<String>();
        var ofRecord = new ArrayList<RecordField>();
        var formatTargets = new ArrayList<Integer>();
        var recordTargets = new ArrayList<Integer>();
        int target = row.columns().size();
        for (String name : row.metadataKeys()) {
            if (formatMetadata.containsKey(name)) {
                ofFormat.add(name);
                formatTargets.add(target++);
            } else {
                ofRecord.add(metadataField(name).orElseThrow());
                recordTargets.add(target++);
            }
        }
        if (!formatMetadata.isEmpty()) {
            value.format.applyReadableMetadata(
                    ofFormat.stream()
                            .map(name -> name.substring(FORMAT_METADATA_PREFIX.length()))
                            .toList());
        }
        if (value.format instanceof FilterableDecodingFormat format) {
            // Copies of the table share the format, so each of them sets its filters again.
            format.applyFilters(pushedDown.valueFilters());
        }
        return new DecodedRowSchema(
                usesKey(row) ? part(key, row, List.of(), List.of(), context) : null,
                part(
                        value,
                        row,
                        ofFormat.stream().map(formatMetadata::get).toList(),
                        formatTargets,
                        context),
                ofRecord.toArray(RecordField[]::new),
                ints(recordTargets),
                target,
                requiredColumns(row),
                context.createTypeInformation(row.type()));
    }

    /** Decodes the content: the fields of the format, followed by its metadata. */
    private DecodedRowSchema.Part part(
            Content content,
            ProducedRow row,
            List<DataType> metadataTypes,
            List<Integer> metadataTargets,
            DynamicTableSource.Context context) {
        DataType type = content.type(physicalType);
        List<Integer> decoded = content.columns;
        DeserializationSchema<RowData> decoder;
        if (content.isPrunable()) {
            decoded = content.columns.stream().filter(row.columns()::contains).toList();
            int[][] projection =
                    decoded.stream()
                            .map(column -> new int[] {content.columns.indexOf(column)})
                            .toArray(int[][]::new);
            decoder =
                    ((ProjectableDecodingFormat<DeserializationSchema<RowData>>) content.format)
                            .createRuntimeDecoder(context, type, projection);
        } else {
            decoder = content.format.createRuntimeDecoder(context, type);
        }
        List<DataType> columnTypes = DataType.getFieldDataTypes(physicalType);
        List<LogicalType> types =
                Stream.concat(decoded.stream().map(columnTypes::get), metadataTypes.stream())
                        .map(DataType::getLogicalType)
                        .toList();
        var getters = new RowData.FieldGetter[types.size()];
        Arrays.setAll(getters, i -> RowData.createFieldGetter(types.get(i).copy(true), i));
        int[] targets =
                Stream.concat(
                                decoded.stream().map(row.columns()::indexOf),
                                metadataTargets.stream())
                        .mapToInt(Integer::intValue)
                        .toArray();
        return new DecodedRowSchema.Part(content.identifier, decoder, getters, targets);
    }

    private RequiredColumns requiredColumns(ProducedRow row) {
        var required = new RequiredColumns.Builder();
        List<DataTypes.Field> fields = DataType.getFields(physicalType);
        for (int i = 0; i < row.columns().size(); i++) {
            int column = row.columns().get(i);
            required.add(
                    i,
                    fields.get(column).getName(),
                    fields.get(column).getDataType().getLogicalType(),
                    value.columns.contains(column)
                            ? RequiredColumns.Origin.VALUE
                            : RequiredColumns.Origin.KEY);
        }
        var formatMetadata = formatMetadata();
        return required.addMetadata(
                        row.columns().size(),
                        row.metadataKeys(),
                        row.metadataKeys().stream()
                                .map(
                                        name ->
                                                formatMetadata.containsKey(name)
                                                        ? formatMetadata.get(name)
                                                        : metadataField(name).orElseThrow().type())
                                .map(DataType::getLogicalType)
                                .toList(),
                        row.declaredMetadata())
                .build();
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
