// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.table.options.SessionZone;
import io.kafkars.validation.Problems;

import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.WatermarkSpec;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.factories.DynamicTableFactory.Context;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;
import org.apache.flink.table.types.logical.utils.LogicalTypeUtils;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code WATERMARK FOR} declares. {@code SOURCE_WATERMARK()} is the watermark of the source,
 * which follows the timestamps of the records, so it is right for a column with these and wrong for
 * any other: rows that are earlier than it are late, and windows drop them.
 */
final class SourceWatermarks {

    private static final String OPTIONS_PREFIX = "scan.watermark.";

    /** The function as the planner hands it over from SQL: as text. */
    private static final Pattern IN_SQL =
            Pattern.compile(
                    "[`\\s]*SOURCE_WATERMARK[`\\s]*\\(\\s*\\)\\s*", Pattern.CASE_INSENSITIVE);

    /** Another column, as it is or in another type for times. */
    private static final Pattern COLUMN_IN_SQL =
            Pattern.compile(
                    "`([^`]+)`|CAST\\(`([^`]+)` AS TIMESTAMP(?:_LTZ)?\\(3\\)"
                            + "(?: WITH LOCAL TIME ZONE)?\\)");

    /** Neither is ever NULL where it is the time attribute. */
    private static final Set<RecordField> TIMES =
            Set.of(RecordField.TIMESTAMP, RecordField.EVENT_TIME);

    private final ResolvedSchema schema;
    private final TableLayout layout;
    private final Set<String> options;
    private final ZoneId zone;
    private final Problems problems;

    private SourceWatermarks(Context context, TableLayout layout, Problems problems) {
        this.schema = context.getCatalogTable().getResolvedSchema();
        this.layout = layout;
        this.options = context.getCatalogTable().getOptions().keySet();
        this.zone = SessionZone.of(context.getConfiguration());
        this.problems = problems;
    }

    /** Adds a problem for each declaration, and each option of Flink for it, that cannot work. */
    static void check(Context context, TableLayout layout, Problems problems) {
        var watermarks = new SourceWatermarks(context, layout, problems);
        watermarks.requireUseOfOptions();
        watermarks.schema.getWatermarkSpecs().stream()
                .filter(spec -> isOfSource(spec.getWatermarkExpression()))
                .forEach(watermarks::requireTimeOfRecord);
    }

    private static boolean isOfSource(ResolvedExpression expression) {
        return expression instanceof CallExpression call
                ? call.getFunctionDefinition() == BuiltInFunctionDefinitions.SOURCE_WATERMARK
                : IN_SQL.matcher(expression.asSummaryString()).matches();
    }

    // Flink's options

    /** They are for strategies of the user's own: the watermark of the source ignores them. */
    private void requireUseOfOptions() {
        List<WatermarkSpec> declared = schema.getWatermarkSpecs();
        boolean ofSource =
                declared.stream().anyMatch(spec -> isOfSource(spec.getWatermarkExpression()));
        if (!declared.isEmpty() && !ofSource) {
            return;
        }
        options.stream()
                .filter(key -> key.startsWith(OPTIONS_PREFIX))
                .sorted()
                .forEach(
                        key ->
                                problems.add(
                                        ofSource
                                                ? "Option '%s' has no effect on SOURCE_WATERMARK():"
                                                        + " leave it out; 'scan.live.idle-timeout'"
                                                        + " and 'scan.out-of-orderness' are for the"
                                                        + " source's own watermark"
                                                : "Option '%s' has no effect unless the table"
                                                        + " declares WATERMARK FOR a column: leave"
                                                        + " it out",
                                        key));
    }

    // The column

    private void requireTimeOfRecord(WatermarkSpec spec) {
        String name = spec.getRowtimeAttribute();
        Optional<Column> column = schema.getColumn(name);
        if (column.filter(this::isTimeOfRecord).isEmpty()) {
            problems.add(
                    "SOURCE_WATERMARK() is declared for column '%s', which is not the timestamp of"
                            + " the record: rows would be dropped as late. %s, or declare a"
                            + " strategy of your own, such as WATERMARK FOR `%s` AS `%s` - INTERVAL"
                            + " '5' SECOND",
                    name, rightColumn(), name, name);
        } else if (!hasTimesOfSource(column.get())) {
            problems.add(
                    "SOURCE_WATERMARK() is declared for column '%s', which is of %s: in the time"
                            + " zone of the session, %s, its times are not those of the watermark,"
                            + " and rows would be dropped as late. Declare the column as"
                            + " TIMESTAMP_LTZ(3)",
                    name, LogicalTypeUtils.removeTimeAttributes(type(column.get())), zone);
        }
    }

    private String rightColumn() {
        return schema.getColumns().stream()
                .filter(column -> isTimeOfRecord(column) && hasTimesOfSource(column))
                .findFirst()
                .map(column -> "It belongs to column '" + column.getName() + "': declare it there")
                .orElse(
                        "It belongs to the metadata 'timestamp': add a column such as"
                                + " `event_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', and"
                                + " declare it there");
    }

    private boolean isTimeOfRecord(Column column) {
        if (column instanceof Column.MetadataColumn metadata) {
            String key = metadata.getMetadataKey().orElse(metadata.getName());
            return RecordField.metadata(key).filter(TIMES::contains).isPresent();
        }
        if (column instanceof Column.ComputedColumn computed) {
            return original(computed).filter(this::isTimeOfRecord).isPresent();
        }
        return layout instanceof RecordLayout
                && RecordField.column(column.getName()).filter(TIMES::contains).isPresent();
    }

    /** The column of which this one is another name or type; absent if it is anything else. */
    private Optional<Column> original(Column.ComputedColumn computed) {
        var matcher = COLUMN_IN_SQL.matcher(computed.getExpression().asSummaryString());
        return matcher.matches()
                ? schema.getColumn(matcher.group(1) != null ? matcher.group(1) : matcher.group(2))
                : Optional.empty();
    }

    /** Whether the column has the milliseconds of the timestamp, which the watermark compares. */
    private boolean hasTimesOfSource(Column column) {
        LogicalType type = type(column);
        boolean sameInZone =
                type.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
                        || type.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE) && isUtc();
        boolean ofOriginal =
                !(column instanceof Column.ComputedColumn computed)
                        || original(computed).filter(this::hasTimesOfSource).isPresent();
        return sameInZone && LogicalTypeChecks.getPrecision(type) == 3 && ofOriginal;
    }

    private static LogicalType type(Column column) {
        return column.getDataType().getLogicalType();
    }

    private boolean isUtc() {
        var rules = zone.getRules();
        return rules.isFixedOffset() && rules.getOffset(Instant.EPOCH).equals(ZoneOffset.UTC);
    }
}
