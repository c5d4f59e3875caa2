// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.versions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The results as a table of Markdown, a version a line. */
final class VersionTable {

    private final List<String> lines = new ArrayList<>();

    /** A table without versions. */
    VersionTable() {
        String titles =
                Arrays.stream(Check.values())
                        .map(Check::title)
                        .collect(Collectors.joining(" | ", "| Flink | ", " |"));
        lines.add(titles);
        lines.add("|---".repeat(Check.values().length + 1) + "|");
    }

    /**
     * Adds a version.
     *
     * @param former the version whose savepoints were tried; itself if there is none before it
     */
    void add(String version, String former, Set<Check> passed) {
        lines.add(
                Arrays.stream(Check.values())
                        .map(check -> cell(check, version, former, passed.contains(check)))
                        .collect(Collectors.joining(" | ", "| " + version + " | ", " |")));
    }

    private static String cell(Check check, String version, String former, boolean passed) {
        if (check.needsFormerVersion() && passed && former.equals(version)) {
            return "-";
        }
        if (check.needsFormerVersion()) {
            return (passed ? "from " : "not from ") + former;
        }
        return passed ? "yes" : "no";
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
