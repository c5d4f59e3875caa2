// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The examples of the pages and of the main classes compile. */
class ExamplesTest {

    @TempDir Path classes;

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleCompiles(String example) {
        Snippets.compile(example, classes);
    }

    @Test
    void anExampleThatDoesNotCompileFailsWithTheErrorsOfTheCompiler() {
        assertThatThrownBy(() -> Snippets.compile("builder.setNothing();\n", classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("setNothing")
                .hasMessageContaining("cannot find symbol");
    }

    static List<Named<String>> examples() throws IOException {
        var examples = new ArrayList<Named<String>>();
        for (Markdown page : Markdown.all()) {
            if (page.toString().equals(TestingPageTest.PAGE)) {
                // Its examples are parts of classes, which are compiled in their module.
                continue;
            }
            List<String> blocks = page.codeBlocks("java");
            for (int i = 0; i < blocks.size(); i++) {
                examples.add(Named.of(page + ", example " + (i + 1), blocks.get(i)));
            }
        }
        assertThat(examples).as("README.md and docs have examples").hasSizeGreaterThan(5);
        for (Class<?> type :
                List.of(ConsumerManager.class, KafkarsSource.class, KafkarsSourceBuilder.class)) {
            examples.add(Named.of(type.getSimpleName(), Snippets.inJavadocOf(type)));
        }
        return examples;
    }
}
