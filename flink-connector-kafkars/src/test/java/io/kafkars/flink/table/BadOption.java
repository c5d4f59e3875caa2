// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A bad value of an option, from {@code bad-options.txt}.
 *
 * @param with the other options with which it is bad
 * @param problem how the message about it begins
 */
record BadOption(String option, String value, Map<String, String> with, String problem) {

    static List<BadOption> all() {
        var bads = new ArrayList<BadOption>();
        for (String block : text().split("\\n\\n")) {
            if (!block.startsWith("#")) {
                bads.add(parse(block));
            }
        }
        return bads;
    }

    private static BadOption parse(String block) {
        String[] lines = block.strip().split("\\n");
        String[] given = option(lines[0]);
        var with = new TreeMap<String, String>();
        for (int i = 1; i < lines.length - 1; i++) {
            String[] other = option(lines[i].substring("  with ".length()));
            with.put(other[0], other[1]);
        }
        String problem = lines[lines.length - 1].substring("  -> ".length());
        return new BadOption(given[0], given[1], with, problem);
    }

    private static String[] option(String line) {
        int value = line.indexOf(" = '");
        return new String[] {
            line.substring(0, value), line.substring(value + 4, line.length() - 1)
        };
    }

    private static String text() {
        try (var in = BadOption.class.getResourceAsStream("/table/bad-options.txt")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return option + " = " + value;
    }
}
