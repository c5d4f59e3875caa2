// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class ReadmeTest {

    @Test
    void theReadmeListsTheOptionsOfTheDemo() throws IOException {
        var help = new Output();
        assertThat(ReplayDemo.run(help.stream(), new Output().stream(), "--help")).isZero();

        assertThat(found("^\\| `(--[a-z-]+)", readme()))
                .isNotEmpty()
                .isEqualTo(found("^ +(?:-h, )?(--[a-z-]+)", help.text()));
    }

    @Test
    void theReadmeHasTheFiguresOfTheTopic() throws IOException {
        var topic = EarthquakeTopic.fromFile();

        assertThat(readme())
                .contains(Text.count(topic.earthquakes().size()) + " real earthquakes")
                .contains("with " + topic.networks().size() + " partitions");
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static String readme() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
        return Files.readString(module.resolveSibling("README.md"));
    }
}
