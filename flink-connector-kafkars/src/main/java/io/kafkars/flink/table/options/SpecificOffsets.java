// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.flink.configuration.ConfigOption;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Parses offsets by partition, such as {@code partition:0,offset:42;partition:3,offset:earliest}.
 *
 * <p>An offset remains text: a number of at least 0, or one of the words that are allowed.
 */
final class SpecificOffsets {

    private static final Pattern ENTRY =
            Pattern.compile("\\s*partition\\s*:\\s*(\\d+)\\s*,\\s*offset\\s*:\\s*([^\\s,]+)\\s*");

    private SpecificOffsets() {}

    /** The offsets by partition; absent, and a problem, if the text is malformed. */
    static Optional<Map<Integer, String>> read(
            OptionReader options, ConfigOption<String> option, String... words) {
        return options.text(option).flatMap(text -> parse(text, options, option, words));
    }

    private static Optional<Map<Integer, String>> parse(
            String text, OptionReader options, ConfigOption<String> option, String... words) {
        var offsets = new TreeMap<Integer, String>();
        for (String entry : text.split(";")) {
            var match = ENTRY.matcher(entry);
            if (!match.matches() || !isOffset(match.group(2), words)) {
                options.problems()
                        .add(
                                "Option '%s' must be like 'partition:0,offset:42;partition:1,"
                                        + "offset:300', with offsets of at least 0 or %s; found"
                                        + " '%s'",
                                options.key(option), String.join(" or ", words), entry.strip());
                return Optional.empty();
            }
            int partition = partition(match.group(1));
            if (partition < 0 || offsets.putIfAbsent(partition, match.group(2)) != null) {
                options.problems()
                        .add(
                                partition < 0
                                        ? "Option '%s' names partition %s, which is no valid"
                                                + " number of a partition"
                                        : "Option '%s' names partition %s more than once",
                                options.key(option),
                                match.group(1));
                return Optional.empty();
            }
        }
        return Optional.of(offsets);
    }

    private static boolean isOffset(String text, String... words) {
        for (String word : words) {
            if (word.equals(text)) {
                return true;
            }
        }
        try {
            return Long.parseLong(text) >= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static int partition(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
