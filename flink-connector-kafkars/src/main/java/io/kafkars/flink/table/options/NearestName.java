// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.flink.annotation.Internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the valid name that was probably meant by one that is invalid. */
@Internal
public final class NearestName {

    private NearestName() {}

    /** The closest of the valid names; absent if none is close. */
    static Optional<String> of(String name, Collection<String> valid) {
        int tolerance = Math.max(2, name.length() / 3);
        return within(tolerance, name, valid);
    }

    /**
     * The closest of the valid names.
     *
     * @param edits maximum number of edits that lead from one to the other
     */
    static Optional<String> within(int edits, String name, Collection<String> valid) {
        return valid.stream()
                .filter(candidate -> Math.abs(name.length() - candidate.length()) <= edits)
                .filter(candidate -> distance(name, candidate) <= edits)
                .min(
                        Comparator.comparingInt((String candidate) -> distance(name, candidate))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** What to append to a message: "; did you mean ...?", or nothing if no name is close. */
    public static String hint(String name, Collection<String> valid) {
        return hint(of(name, valid));
    }

    /** The same for names that are at most this many edits away. */
    static String hint(String name, int edits, Collection<String> valid) {
        return hint(within(edits, name, valid));
    }

    private static String hint(Optional<String> nearest) {
        return nearest.map(found -> "; did you mean '" + found + "'?").orElse("");
    }

    /** Levenshtein distance, ignoring case. */
    private static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
