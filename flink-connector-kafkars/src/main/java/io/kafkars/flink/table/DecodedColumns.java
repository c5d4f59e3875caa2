package io.kafkars.flink.table;

import io.kafkars.consumer.RecordContent;
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
 * The columns of a table with formats: those of the key, if it has a format, and of the value.
 *
 * @param physicalType of all columns
 * @param key {@code null} if keys are not decoded
 * @param value how values are decoded
 */
record DecodedColumns(DataType physicalType, @Nullable Content key, Content value)
        implements TableColumns {

    /**
     * Formats that find a field by its name or by the position that it had in the whole row, so
     * that fields nobody wants need not be decoded. Others would take one field for another: a
     * reader of Avro must know all that was written.
     */
    private static final Set<String> PRUNABLE_FORMATS = Set.of("json", "csv", "arrow");

    /**
     * Key or value.
     *
     * @param format decodes it
     * @param identifier name of the format
     * @param columns indexes of the physical columns that it has, in their order
     * @param prefix that the columns have in the table only
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
    public Optional<RecordColumn> recordColumn(int physicalIndex) {
        return Optional.empty();
    }

    /**
     * Only for rows whose position in their record nobody asks for: it counts the rows that the
     * format gives.
     */
    @Override
    public List<ResolvedExpression> valueFilters(List<ResolvedExpression> filters, ScanPlan plan) {
        if (!(value.format instanceof FilterableDecodingFormat format)
                || plan.metadataKeys().contains(RecordColumn.ROW_INDEX.key())) {
            return List.of();
        }
        List<ResolvedExpression> onValue =
                filters.stream().filter(filter -> isOnValue(filter, plan)).toList();
        return format.applyFilters(onValue).getAcceptedFilters();
    }

    private boolean isOnValue(ResolvedExpression expression, ScanPlan plan) {
        if (expression instanceof FieldReferenceExpression field) {
            return field.getFieldIndex() < plan.columns().size()
                    && value.columns.contains(plan.columns().get(field.getFieldIndex()));
        }
        return expression.getResolvedChildren().stream().allMatch(part -> isOnValue(part, plan));
    }

    /** The value is always needed: the format says whether it is a row, or how many. */
    @Override
    public RecordContent content(ScanPlan plan) {
        RecordContent metadata = RecordColumns.contentOf(recordMetadata(plan));
        return new RecordContent(metadata.keys() || usesKey(plan), true, metadata.headers());
    }

    private boolean usesKey(ScanPlan plan) {
        return key != null && plan.columns().stream().anyMatch(key.columns::contains);
    }

    private static List<RecordColumn> recordMetadata(ScanPlan plan) {
        return plan.metadataKeys().stream()
                .flatMap(k -> RecordColumn.metadata(k).stream())
                .toList();
    }

    @Override
    public RecordDeserializationSchema<RowData> schema(
            ScanPlan plan, DynamicTableSource.Context context) {
        var formatMetadata = formatMetadata();
        var ofFormat = new ArrayList<String>();
        var ofRecord = new ArrayList<RecordColumn>();
        var formatTargets = new ArrayList<Integer>();
        var recordTargets = new ArrayList<Integer>();
        int target = plan.columns().size();
        for (String name : plan.metadataKeys()) {
            if (formatMetadata.containsKey(name)) {
                ofFormat.add(name);
                formatTargets.add(target++);
            } else {
                ofRecord.add(RecordColumn.metadata(name).orElseThrow());
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
            // Each plan says it anew, because copies of the table share the format.
            format.applyFilters(plan.valueFilters());
        }
        return new DecodedRowSchema(
                usesKey(plan) ? part(key, plan, List.of(), List.of(), context) : null,
                part(
                        value,
                        plan,
                        ofFormat.stream().map(formatMetadata::get).toList(),
                        formatTargets,
                        context),
                ofRecord.toArray(RecordColumn[]::new),
                ints(recordTargets),
                target,
                context.createTypeInformation(plan.producedType()));
    }

    /** Decoder of the content; it gives the fields of the format, and its metadata behind them. */
    private DecodedRowSchema.Part part(
            Content content,
            ScanPlan plan,
            List<DataType> metadataTypes,
            List<Integer> metadataTargets,
            DynamicTableSource.Context context) {
        DataType type = content.type(physicalType);
        List<Integer> decoded = content.columns;
        DeserializationSchema<RowData> decoder;
        if (content.isPrunable()) {
            decoded = content.columns.stream().filter(plan.columns()::contains).toList();
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
                                decoded.stream().map(plan.columns()::indexOf),
                                metadataTargets.stream())
                        .mapToInt(Integer::intValue)
                        .toArray();
        return new DecodedRowSchema.Part(
                decoder, getters, targets, content == key ? requiredColumn(plan) : null);
    }

    /** A key column that must not be NULL and is NULL if there is no key. */
    private @Nullable String requiredColumn(ScanPlan plan) {
        return key.columns.stream()
                .filter(column -> plan.columns().contains(column))
                .filter(column -> !value.columns.contains(column))
                .map(column -> DataType.getFields(physicalType).get(column))
                .filter(field -> !field.getDataType().getLogicalType().isNullable())
                .map(DataTypes.Field::getName)
                .findFirst()
                .orElse(null);
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
