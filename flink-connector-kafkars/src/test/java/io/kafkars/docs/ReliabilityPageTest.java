// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The tests that the reliability page names exist, and each case has at least one. */
class ReliabilityPageTest {

    private static final Markdown PAGE = Markdown.of("docs/reliability.md");

    /** A test class, optionally with one of its methods. */
    private static final Pattern TEST =
            Pattern.compile("([A-Z]\\w*(?:Test|ITCase|Properties))(?:\\.([a-z]\\w*))?");

    @Test
    void eachCaseHasTestsOrAReason() {
        List<List<String>> cases = PAGE.section("Cases").rows("case");

        assertThat(cases)
                .extracting(row -> row.get(0))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 48).mapToObj(String::valueOf).toList());
        assertThat(cases)
                .extracting(row -> row.get(2))
                .allMatch(tests -> TEST.matcher(tests).find() || tests.contains("does not apply"));
    }

    @Test
    void everyNamedTestExists() throws IOException {
        Map<String, String> sources = sourcesOfTests();
        var missing = new ArrayList<String>();
        for (String name : namedTests()) {
            var test = TEST.matcher(name);
            assertThat(test.matches()).isTrue();
            String source = sources.get(test.group(1));
            if (source == null || (test.group(2) != null && !hasTest(source, test.group(2)))) {
                missing.add(name);
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<String> namedTests() {
        List<String> named =
                Markdown.codeSpans(PAGE.text()).stream()
                        .filter(span -> TEST.matcher(span).matches())
                        .toList();
        assertThat(named).hasSizeGreaterThan(48);
        return named;
    }

    /** Test methods are package-private or public; helpers are private. */
    private static boolean hasTest(String source, String method) {
        return Pattern.compile("^    (?:public )?void " + method + "\\(", Pattern.MULTILINE)
                .matcher(source)
                .find();
    }

    /** The test sources of all modules, by class name. */
    private static Map<String, String> sourcesOfTests() throws IOException {
        var sources = new HashMap<String, String>();
        try (Stream<Path> modules = Files.list(Markdown.root())) {
            for (Path tests :
                    modules.map(module -> module.resolve("src/test/java"))
                            .filter(Files::isDirectory)
                            .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file :
                            files.filter(path -> path.toString().endsWith(".java")).toList()) {
                        String name = file.getFileName().toString().replace(".java", "");
                        sources.put(name, Files.readString(file));
                    }
                }
            }
        }
        return sources;
    }
}
