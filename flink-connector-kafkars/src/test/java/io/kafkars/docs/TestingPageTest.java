// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import io.kafkars.testing.StreamLogAssert;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Each example on the page on testing is part of a test in the module kafkars-testing. */
class TestingPageTest {

    static final String PAGE = "docs/testing.md";

    private static final int MAX_LINES_OF_SMALLEST_TEST = 24;

    private final Markdown page = Markdown.of(PAGE);

    @Test
    void eachExampleIsPartOfATest() throws IOException {
        List<String> sources;
        Path examples = Markdown.root().resolve("kafkars-testing/src/test/java");
        try (Stream<Path> files = Files.walk(examples)) {
            sources =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(TestingPageTest::read)
                            .map(TestingPageTest::withoutIndentation)
                            .toList();
        }
        List<String> blocks = page.codeBlocks("java");

        assertThat(blocks).hasSizeGreaterThan(10);
        assertThat(blocks)
                .filteredOn(
                        block ->
                                sources.stream()
                                        .noneMatch(
                                                source ->
                                                        source.contains(withoutIndentation(block))))
                .as("examples that no test has")
                .isEmpty();
    }

    @Test
    void theSmallestTestIsSmall() {
        List<String> classes =
                page.section("The smallest test").codeBlocks("java").stream()
                        .filter(block -> block.startsWith("class "))
                        .toList();

        assertThat(classes).hasSize(1);
        long lines = classes.get(0).lines().count();
        assertThat(lines).isLessThanOrEqualTo(MAX_LINES_OF_SMALLEST_TEST);
        assertThat(page.text()).contains("The test takes " + lines + " lines");
    }

    @Test
    void theAssertionsAreThoseOfAStreamLog() {
        Set<String> assertions =
                Arrays.stream(StreamLogAssert.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .collect(Collectors.toSet());

        assertThat(page.column("assertion", 1).keySet())
                .extracting(signature -> signature.replaceAll("\\(.*", ""))
                .containsExactlyInAnyOrderElementsOf(assertions);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The examples are indented in the tests, but not on the page. */
    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
