// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Formats text tables, and the counts in them. */
final class TextTable {

    private TextTable() {}

    /**
     * A table with the first column aligned to the left, and the others to the right.
     *
     * @param rows the rows, all of the same length, the headings first
     */
    static String of(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length()));
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                var padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + padding : "   " + padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    /** A count, as {@code 1,707}. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
