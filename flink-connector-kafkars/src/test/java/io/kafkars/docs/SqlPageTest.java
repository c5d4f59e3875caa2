// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import io.kafkars.fetch.FetchMode;
import io.kafkars.flink.table.KafkarsTableFactory;
import io.kafkars.flink.table.options.BoundedMode;
import io.kafkars.flink.table.options.ErrorMode;
import io.kafkars.flink.table.options.KafkarsOptions;
import io.kafkars.flink.table.options.ReplayEndMode;
import io.kafkars.flink.table.options.StartupMode;
import io.kafkars.flink.table.partitionstate.PartitionStateTableFactory;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.table.types.DataType;
import org.apache.flink.util.TimeUtils;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** The SQL page has exactly the options and columns of the factory. */
class SqlPageTest {

    private static final Markdown SQL = Markdown.of("docs/sql.md");

    // Options

    @Test
    void theOptionsAreThoseOfTheFactory() {
        Set<String> keys = options().stream().map(ConfigOption::key).collect(Collectors.toSet());

        assertThat(SQL.column("option", 1)).containsOnlyKeys(keys);
    }

    @Test
    void thePartitionStateTableHasTheSameOptionsExceptThoseOfFormats() {
        var factory = new PartitionStateTableFactory();
        Set<ConfigOption<?>> ofState = new HashSet<>(factory.requiredOptions());
        ofState.addAll(factory.optionalOptions());
        Set<String> missing =
                options().stream()
                        .filter(option -> !ofState.contains(option))
                        .map(ConfigOption::key)
                        .collect(Collectors.toSet());

        assertThat(missing)
                .isNotEmpty()
                .allMatch(key -> key.matches("((value|key)\\.)?format|(value|key)\\.fields.*"));
    }

    @Test
    void requiredForwardedDefaultAndTypeOfAnOptionAreThoseOfTheFactory() throws Exception {
        var factory = new KafkarsTableFactory();
        var required = new HashMap<String, String>();
        var forwarded = new HashMap<String, String>();
        var defaults = new HashMap<String, String>();
        var types = new HashMap<String, String>();
        for (ConfigOption<?> option : options()) {
            boolean needed = factory.requiredOptions().contains(option);
            required.put(option.key(), needed ? "required" : "optional");
            boolean passed = factory.forwardOptions().contains(option);
            forwarded.put(option.key(), passed ? "yes" : "no");
            defaults.put(option.key(), defaultOf(option));
            types.put(option.key(), typeOf(option));
        }

        assertThat(SQL.column("option", 1)).containsExactlyInAnyOrderEntriesOf(required);
        assertThat(SQL.column("option", 2)).containsExactlyInAnyOrderEntriesOf(forwarded);
        assertThat(SQL.column("option", 3)).containsExactlyInAnyOrderEntriesOf(defaults);
        assertThat(SQL.column("option", 4)).containsExactlyInAnyOrderEntriesOf(types);
    }

    @Test
    void theDescriptionOfAnOptionIsThatOfTheCode() {
        var documented = SQL.column("option", 5);
        // Flink's own options, with descriptions that also cover writing.
        documented.keySet().removeAll(Set.of("format", "scan.parallelism"));
        var described = new HashMap<String, String>();
        for (ConfigOption<?> option : options()) {
            if (documented.containsKey(option.key())) {
                described.put(
                        option.key(),
                        new HtmlFormatter()
                                .format(option.description())
                                .replaceAll("'([^' ]+)'", "`$1`"));
            }
        }
        assertThat(documented).containsExactlyInAnyOrderEntriesOf(described);
    }

    @Test
    void theModesAreThoseOfTheEnums() {
        assertThat(SQL.column("startup mode", 1)).containsOnlyKeys(words(StartupMode.values()));
        assertThat(SQL.column("bounded mode", 1)).containsOnlyKeys(words(BoundedMode.values()));
        assertThat(SQL.column("replay end mode", 1))
                .containsOnlyKeys(words(ReplayEndMode.values()));
        assertThat(SQL.column("errors mode", 1)).containsOnlyKeys(words(ErrorMode.values()));
        assertThat(SQL.column("fetch", 1)).containsOnlyKeys(words(FetchMode.values()));
    }

    @Test
    void theOptionsForATopicAreUnderThePrefixThatThePageNames() {
        assertThat(Markdown.codeSpans(SQL.section("Options").text()))
                .contains(
                        KafkarsOptions.TOPIC_PREFIX + "<topic>.*",
                        KafkarsOptions.PROPERTIES_PREFIX + "*");
    }

    private static Collection<ConfigOption<?>> options() {
        var factory = new KafkarsTableFactory();
        Set<ConfigOption<?>> options = new HashSet<>(factory.requiredOptions());
        options.addAll(factory.optionalOptions());
        return options;
    }

    private static String[] words(Object[] values) {
        return Arrays.stream(values).map(Object::toString).toArray(String[]::new);
    }

    private static String defaultOf(ConfigOption<?> option) {
        Object value = option.defaultValue();
        if (value == null || value instanceof List<?> list && list.isEmpty()) {
            return "(none)";
        }
        return "`"
                + (value instanceof Duration time ? TimeUtils.formatWithHighestUnit(time) : value)
                + "`";
    }

    private static String typeOf(ConfigOption<?> option) throws Exception {
        var type = (Class<?>) call(option, ConfigOption.class, "getClazz");
        String name = type.isEnum() ? "Enum" : type.getSimpleName();
        return (boolean) call(option, ConfigOption.class, "isList") ? "List<" + name + ">" : name;
    }

    // Columns

    @Test
    void theColumnsAreTheFieldsOfARecord() throws Exception {
        assertThat(types("column")).isEqualTo(columns(".RecordField", "isColumn"));
    }

    @Test
    void theMetadataIsThatOfARecord() throws Exception {
        assertThat(types("metadata")).isEqualTo(columns(".RecordField", "isMetadata"));
    }

    @Test
    void theColumnsOfThePartitionStateAreThoseOfTheEnum() throws Exception {
        assertThat(types("column of the state"))
                .isEqualTo(columns(".partitionstate.PartitionStateColumn", null));
    }

    private static Map<String, String> types(String title) {
        var types = SQL.column(title, 1);
        types.replaceAll((name, type) -> type.replace("`", ""));
        return types;
    }

    /** Names and types of those columns of an enum in the table package that match a predicate. */
    private static Map<String, String> columns(String columns, String holds) throws Exception {
        Class<?> type = Class.forName("io.kafkars.flink.table" + columns);
        var found = new HashMap<String, String>();
        for (Object column : type.getEnumConstants()) {
            if (holds == null || (boolean) call(column, type, holds)) {
                var columnType = (DataType) call(column, type, "type");
                found.put(
                        (String) call(column, type, "key"),
                        columnType.getLogicalType().asSummaryString().replace("`", ""));
            }
        }
        return found;
    }

    private static Object call(Object target, Class<?> type, String name) throws Exception {
        Method method = type.getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(target);
    }
}
