// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All message texts in the code, to check the quotes on the pages. A quote has {@code …} where the
 * code inserts a value.
 */
final class MessageTexts {

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

    /**
     * Maximum characters between two literals of one message: a variable, an argument, a line end.
     */
    private static final int MAX_BETWEEN = 400;

    private final List<String> sources;

    private MessageTexts(List<String> sources) {
        this.sources = sources;
    }

    /** Those of the main classes of this module. */
    static MessageTexts ofSources() throws IOException {
        Path main = Markdown.root().resolve("flink-connector-kafkars/src/main/java");
        var sources = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(main)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.add(joined(Files.readString(file)));
            }
        }
        return new MessageTexts(sources);
    }

    /**
     * The string literals of a source; concatenated literals are one, placeholders are {@code …}.
     */
    private static String joined(String source) {
        String oneLine = source.replaceAll("\"\\s*\\+\\s*\"", "");
        return LITERAL.matcher(oneLine)
                .results()
                .map(literal -> literal.group(1).replaceAll("%,?[sd]|\\{}", "…").replace("%%", "%"))
                .collect(Collectors.joining("…\n"));
    }

    /** Whether a message of one class has these words in this order. */
    boolean contain(String quote) {
        String words =
                Arrays.stream(quote.split("…"))
                        .filter(part -> !part.isBlank())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("(?s:.{0," + MAX_BETWEEN + "}?)"));
        var pattern = Pattern.compile(words);
        return sources.stream().anyMatch(source -> pattern.matcher(source).find());
    }
}
