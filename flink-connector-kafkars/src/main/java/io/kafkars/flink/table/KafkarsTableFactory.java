// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.drift.BatchMode;
import io.kafkars.flink.table.options.KafkarsOptions;
import io.kafkars.flink.table.options.OptionGroups;
import io.kafkars.flink.table.options.OptionKeys;
import io.kafkars.flink.table.options.OptionReader;
import io.kafkars.flink.table.options.SessionZone;
import io.kafkars.flink.table.options.TableSettings;
import io.kafkars.flink.version.VersionCheck;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.types.RowKind;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes tables with {@code 'connector' = 'kafkars'}. Everything that is wrong with a table is
 * reported in one message.
 */
@Internal
public final class KafkarsTableFactory implements DynamicTableSourceFactory {

    /** Value of the option {@code connector}. */
    public static final String IDENTIFIER = "kafkars";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return OptionGroups.REQUIRED;
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        var options = new HashSet<ConfigOption<?>>(OptionGroups.SCAN);
        options.addAll(OptionGroups.FORMAT);
        return options;
    }

    @Override
    public Set<ConfigOption<?>> forwardOptions() {
        return OptionGroups.FORWARDED;
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        return VersionCheck.guard(() -> create(context));
    }

    private DynamicTableSource create(Context context) {
        var helper = FactoryUtil.createTableFactoryHelper(this, context);
        Map<String, String> options = helper.getOptions().toMap();
        var problems = new Problems();
        new OptionKeys(this, options)
                .withFormat(KafkarsOptions.FORMAT, context.getClassLoader())
                .withFormat(KafkarsOptions.VALUE_FORMAT, context.getClassLoader())
                .withFormat(KafkarsOptions.KEY_FORMAT, context.getClassLoader())
                .check(problems);
        TableSettings settings =
                TableSettings.read(options, SessionZone.of(context.getConfiguration()), problems);
        TableLayout layout =
                new FormatOptions(new OptionReader(options, problems), helper)
                        .read(context.getPhysicalRowDataType());
        requireNoPrimaryKey(context, layout, problems);
        SourceWatermarks.check(context, layout, problems);
        requireUseOfErrorMode(context, options, problems);
        TableChecks.requireStreaming(settings.drift(), context, problems);
        TableChecks.throwIfAny(problems, context);
        helper.validateExcept(KafkarsOptions.PROPERTIES_PREFIX, KafkarsOptions.TOPIC_PREFIX);
        return KafkarsTableSource.of(
                context.getObjectIdentifier().asSummaryString(),
                settings,
                TimeAttributes.isTimestamp(context, layout) ? layout.withTimeAttribute() : layout,
                BatchMode.isPlannedForBatch(context.getConfiguration()) ? Instant.now() : null,
                ProducedRow.of(context.getPhysicalRowDataType())
                        .withMetadataOf(context.getCatalogTable().getResolvedSchema()));
    }

    /** A record can only fail where it is decoded, or where it has NULL and must not. */
    private static void requireUseOfErrorMode(
            Context context, Map<String, String> options, Problems problems) {
        boolean decodes =
                options.containsKey(KafkarsOptions.FORMAT.key())
                        || options.containsKey(KafkarsOptions.VALUE_FORMAT.key());
        problems.require(
                decodes
                        || requiresMetadata(context)
                        || !options.containsKey(KafkarsOptions.SCAN_ERRORS_MODE.key()),
                "Option '%s' has no effect unless option 'format' is set, or metadata that may be"
                        + " NULL is declared NOT NULL: leave it out",
                KafkarsOptions.SCAN_ERRORS_MODE.key());
    }

    private static boolean requiresMetadata(Context context) {
        return context.getCatalogTable().getResolvedSchema().getColumns().stream()
                .filter(Column.MetadataColumn.class::isInstance)
                .map(Column.MetadataColumn.class::cast)
                .filter(column -> !column.getDataType().getLogicalType().isNullable())
                .flatMap(
                        column ->
                                RecordField.metadata(
                                        column.getMetadataKey().orElse(column.getName()))
                                        .stream())
                .anyMatch(field -> field.type().getLogicalType().isNullable());
    }

    private static void requireNoPrimaryKey(
            Context context, TableLayout layout, Problems problems) {
        problems.require(
                context.getPrimaryKeyIndexes().length == 0
                        || !layout.changelogMode().containsOnly(RowKind.INSERT),
                "A PRIMARY KEY cannot be declared here: every record is a new row, so nothing keeps"
                        + " the key unique. It can be declared with a format that gives changes,"
                        + " such as 'debezium-json'");
    }
}
