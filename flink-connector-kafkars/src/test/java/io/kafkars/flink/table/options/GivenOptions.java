// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.validation.Problems;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The options of a table, and the problems that reading them finds. */
final class GivenOptions {

    private final Map<String, String> options = new TreeMap<>();
    private final Problems problems = new Problems();
    private final OptionReader reader = new OptionReader(options, problems);

    /** Options as keys and values in turn. */
    static GivenOptions of(String... keysAndValues) {
        var given = new GivenOptions();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            given.options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return given;
    }

    Map<String, String> asMap() {
        return options;
    }

    OptionReader reader() {
        return reader;
    }

    Problems problems() {
        return problems;
    }

    List<String> found() {
        return problems.found();
    }
}
