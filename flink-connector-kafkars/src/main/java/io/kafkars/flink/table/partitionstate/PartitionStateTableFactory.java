// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.partitionstate;

import io.kafkars.flink.table.TableChecks;
import io.kafkars.flink.table.options.KafkarsOptions;
import io.kafkars.flink.table.options.NearestName;
import io.kafkars.flink.table.options.OptionGroups;
import io.kafkars.flink.table.options.OptionKeys;
import io.kafkars.flink.table.options.SessionZone;
import io.kafkars.flink.table.options.TableSettings;
import io.kafkars.flink.version.VersionCheck;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes tables with {@code 'connector' = 'kafkars-partition-state'}: they show what a {@code
 * kafkars} table with the same options would replay, before it runs.
 */
@Internal
public final class PartitionStateTableFactory implements DynamicTableSourceFactory {

    /** Value of the option {@code connector}. */
    public static final String IDENTIFIER = "kafkars-partition-state";

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
        return OptionGroups.SCAN;
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
        new OptionKeys(this, options).check(problems);
        TableSettings settings =
                TableSettings.read(options, SessionZone.of(context.getConfiguration()), problems);
        List<PartitionStateColumn> columns = columns(context.getPhysicalRowDataType(), problems);
        TableChecks.throwIfAny(problems, context);
        helper.validateExcept(KafkarsOptions.PROPERTIES_PREFIX, KafkarsOptions.TOPIC_PREFIX);
        return new PartitionStateTableSource(settings, columns);
    }

    private static List<PartitionStateColumn> columns(DataType physicalType, Problems problems) {
        List<String> names =
                Arrays.stream(PartitionStateColumn.values())
                        .map(PartitionStateColumn::key)
                        .toList();
        var columns = new ArrayList<PartitionStateColumn>();
        for (var column : DataType.getFields(physicalType)) {
            String name = column.getName();
            PartitionStateColumn.of(name)
                    .ifPresentOrElse(
                            field -> {
                                TableChecks.requireFits(
                                        name, column.getDataType(), field.type(), problems);
                                columns.add(field);
                            },
                            () ->
                                    problems.add(
                                            "Column '%s' is no column of a partition's state, which"
                                                    + " are %s%s",
                                            name, names, NearestName.hint(name, names)));
        }
        return columns;
    }
}
