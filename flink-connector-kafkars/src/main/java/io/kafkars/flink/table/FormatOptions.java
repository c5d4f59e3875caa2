// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.table.options.NearestName;
import io.kafkars.flink.table.options.OptionReader;
import io.kafkars.flink.table.options.ValueFieldsStrategy;
import io.kafkars.validation.Problems;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.FactoryUtil.TableFactoryHelper;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.RowKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static io.kafkars.flink.table.options.KafkarsOptions.FORMAT;
import static io.kafkars.flink.table.options.KafkarsOptions.KEY_FIELDS;
import static io.kafkars.flink.table.options.KafkarsOptions.KEY_FIELDS_PREFIX;
import static io.kafkars.flink.table.options.KafkarsOptions.KEY_FORMAT;
import static io.kafkars.flink.table.options.KafkarsOptions.VALUE_FIELDS_INCLUDE;
import static io.kafkars.flink.table.options.KafkarsOptions.VALUE_FORMAT;

/** From the options on formats to the layout of the table. */
final class FormatOptions {

    private final OptionReader options;
    private final Problems problems;
    private final TableFactoryHelper formats;

    FormatOptions(OptionReader options, TableFactoryHelper formats) {
        this.options = options;
        this.problems = options.problems();
        this.formats = formats;
    }

    /** Reads the layout; what does not fit together is added to the problems. */
    TableLayout read(DataType physicalType) {
        boolean decodesValue = options.has(FORMAT) || options.has(VALUE_FORMAT);
        problems.require(
                !options.has(FORMAT) || !options.has(VALUE_FORMAT),
                "Options 'format' and 'value.format' mean the same: leave one out");
        if (!decodesValue) {
            for (var option :
                    List.of(KEY_FORMAT, KEY_FIELDS, KEY_FIELDS_PREFIX, VALUE_FIELDS_INCLUDE)) {
                problems.require(
                        !options.has(option),
                        "Option '%s' needs option 'value.format': without it, the columns are the"
                                + " fields of the record",
                        option.key());
            }
            return RecordLayout.of(physicalType, problems);
        }
        List<Integer> keyColumns = keyColumns(physicalType);
        var key = format(KEY_FORMAT);
        key.ifPresent(this::requireInsertOnly);
        ConfigOption<String> valueOption = options.has(FORMAT) ? FORMAT : VALUE_FORMAT;
        var value = format(valueOption);
        if (value.isEmpty()) {
            return new RecordLayout(List.of(), false);
        }
        return new DecodedLayout(
                physicalType,
                key.filter(found -> !keyColumns.isEmpty())
                        .map(
                                found ->
                                        new DecodedLayout.Content(
                                                found,
                                                options.given(KEY_FORMAT),
                                                keyColumns,
                                                options.text(KEY_FIELDS_PREFIX).orElse("")))
                        .orElse(null),
                new DecodedLayout.Content(
                        value.get(),
                        options.given(valueOption),
                        valueColumns(physicalType, keyColumns),
                        ""),
                false);
    }

    private Optional<DecodingFormat<DeserializationSchema<RowData>>> format(
            ConfigOption<String> option) {
        try {
            return formats.discoverOptionalDecodingFormat(
                    DeserializationFormatFactory.class, option);
        } catch (RuntimeException e) {
            problems.add("Option '%s' is '%s': %s", option.key(), options.given(option), reason(e));
            return Optional.empty();
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String first = failure.getMessage().replaceAll("\\s*\\n+\\s*", " ");
        return cause == failure ? first : first + " " + cause.getMessage();
    }

    private void requireInsertOnly(DecodingFormat<?> format) {
        problems.require(
                format.getChangelogMode().containsOnly(RowKind.INSERT),
                "Option 'key.format' is '%s', which gives changes: a key must have a format that"
                        + " gives insertions only",
                options.given(KEY_FORMAT));
    }

    // Which format decodes which
    // column

    private List<Integer> keyColumns(DataType physicalType) {
        List<String> fields = options.names(KEY_FIELDS).orElse(List.of());
        problems.require(
                !options.has(KEY_FORMAT) || !fields.isEmpty(),
                "Option 'key.format' needs option 'key.fields': the columns that the key contains");
        problems.require(
                fields.isEmpty() || options.has(KEY_FORMAT),
                "Option 'key.fields' needs option 'key.format'");
        problems.require(
                options.has(KEY_FORMAT)
                        || options.has(KEY_FIELDS)
                        || valueFields() != ValueFieldsStrategy.EXCEPT_KEY,
                "Option 'value.fields-include' = 'EXCEPT_KEY' has no effect unless options"
                        + " 'key.format' and 'key.fields' are set: leave it out");
        String prefix = options.text(KEY_FIELDS_PREFIX).orElse("");
        problems.require(
                prefix.isEmpty() || valueFields() == ValueFieldsStrategy.EXCEPT_KEY,
                "Option 'key.fields-prefix' needs option 'value.fields-include' to be 'EXCEPT_KEY':"
                        + " the value contains no columns with the prefix");
        List<String> names = DataType.getFieldNames(physicalType);
        var columns = new ArrayList<Integer>();
        for (String field : fields) {
            int column = names.indexOf(field);
            if (column < 0) {
                problems.add(
                        "Option 'key.fields' names '%s', which is no physical column of the table;"
                                + " those are %s%s",
                        field,
                        names,
                        field.contains(",")
                                ? "; separate columns with ';'"
                                : NearestName.hint(field, names));
            } else if (columns.contains(column)) {
                problems.add("Option 'key.fields' names '%s' more than once", field);
            } else if (!field.startsWith(prefix)) {
                problems.add(
                        "Option 'key.fields' names '%s', which does not begin with '%s', the"
                                + " 'key.fields-prefix'",
                        field, prefix);
            } else {
                columns.add(column);
            }
        }
        return columns;
    }

    private List<Integer> valueColumns(DataType physicalType, List<Integer> keyColumns) {
        var columns = new ArrayList<Integer>();
        for (int column = 0; column < DataType.getFieldCount(physicalType); column++) {
            if (valueFields() == ValueFieldsStrategy.ALL || !keyColumns.contains(column)) {
                columns.add(column);
            }
        }
        return columns;
    }

    private ValueFieldsStrategy valueFields() {
        return options.choice(VALUE_FIELDS_INCLUDE, ValueFieldsStrategy.class)
                .orElse(VALUE_FIELDS_INCLUDE.defaultValue());
    }
}
