// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options by what they are for. They are read off the constants of {@link KafkarsOptions}, so
 * that an option is declared there and nowhere else.
 */
@Internal
public final class OptionGroups {

    /** Options that say how records are decoded. */
    public static final Set<ConfigOption<?>> FORMAT =
            Set.of(
                    KafkarsOptions.FORMAT,
                    KafkarsOptions.VALUE_FORMAT,
                    KafkarsOptions.KEY_FORMAT,
                    KafkarsOptions.KEY_FIELDS,
                    KafkarsOptions.KEY_FIELDS_PREFIX,
                    KafkarsOptions.VALUE_FIELDS_INCLUDE);

    /**
     * Options that the planner has relied on in a compiled plan: which records there are, which
     * filters the table takes, and whether it ends.
     */
    private static final Set<ConfigOption<?>> FIXED_IN_PLANS =
            Set.of(
                    KafkarsOptions.SCAN_PARTITIONS,
                    KafkarsOptions.SCAN_BOUNDED_MODE,
                    KafkarsOptions.SCAN_BOUNDED_TIMESTAMP_MILLIS,
                    KafkarsOptions.SCAN_BOUNDED_SPECIFIC_OFFSETS,
                    KafkarsOptions.SCAN_REPLAY_END_MODE,
                    KafkarsOptions.SCAN_REPLAY_END_TIMESTAMP_MILLIS,
                    KafkarsOptions.SCAN_REPLAY_END_SPECIFIC_OFFSETS,
                    KafkarsOptions.SCAN_FILTER_PUSH_DOWN,
                    KafkarsOptions.SCAN_FILTER_MAX_DISORDER);

    /** The options without which there is no table. */
    public static final Set<ConfigOption<?>> REQUIRED = Set.of(KafkarsOptions.BOOTSTRAP_SERVERS);

    /** All others: which records are read, and how. */
    public static final Set<ConfigOption<?>> SCAN =
            declared(option -> !REQUIRED.contains(option) && !FORMAT.contains(option));

    /** Options that may be changed when a compiled plan is restored. */
    public static final Set<ConfigOption<?>> FORWARDED =
            declared(option -> !FORMAT.contains(option) && !FIXED_IN_PLANS.contains(option));

    private OptionGroups() {}

    private static Set<ConfigOption<?>> declared(Predicate<ConfigOption<?>> condition) {
        return Arrays.stream(KafkarsOptions.class.getFields())
                .filter(field -> field.getType() == ConfigOption.class)
                .<ConfigOption<?>>flatMap(
                        field -> {
                            try {
                                return Stream.of((ConfigOption<?>) field.get(null));
                            } catch (IllegalAccessException e) {
                                throw Explanation.of(
                                        new AssertionError("public by its declaration"), e);
                            }
                        })
                .filter(condition)
                .collect(Collectors.toUnmodifiableSet());
    }
}
