// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.versions;

import io.kafkars.flink.version.TestedVersions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of versions, and the versions that the README names. */
class FlinkVersionsTest {

    @Test
    void theReadmeHasAColumnForEachCheckAndARowForEachTestedVersion() throws Exception {
        List<String> heading = new VersionTable().toString().lines().toList();
        List<String> readme = readme();

        assertThat(readme).containsSequence(heading);
        assertThat(
                        readme.stream()
                                .skip(readme.indexOf(heading.get(0)) + heading.size())
                                .takeWhile(line -> line.startsWith("| "))
                                .map(line -> line.split(" ")[1]))
                .containsExactlyElementsOf(TestedVersions.all());
    }

    @Test
    void theWarningInTheReadmeNamesTheTestedVersions() throws Exception {
        assertThat(readme())
                .anyMatch(
                        line ->
                                line.endsWith(
                                        "those are " + String.join(", ", TestedVersions.all())));
    }

    private static List<String> readme() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
        return Files.readAllLines(module.resolveSibling("README.md"));
    }

    @Test
    void aRowSaysWhatWorksAndFromWhichVersionAJobCanResume() {
        var table = new VersionTable();
        table.add("1.20.5", "1.20.5", EnumSet.allOf(Check.class));
        table.add("2.0.2", "1.20.5", EnumSet.complementOf(EnumSet.of(Check.SQL_SAVEPOINT)));
        table.add("3.0.0", "2.3.0", EnumSet.of(Check.FORMAT));

        assertThat(table.toString().lines().skip(2))
                .containsExactly(
                        "| 1.20.5 | yes | yes | yes | yes | yes | yes | - | - |",
                        "| 2.0.2 | yes | yes | yes | yes | yes | yes | from 1.20.5 | not from"
                                + " 1.20.5 |",
                        "| 3.0.0 | no | yes | no | no | no | no | not from 2.3.0 | not from 2.3.0"
                                + " |");
    }

    @ParameterizedTest
    @EnumSource
    void aCheckIsATestThatExists(Check check) throws Exception {
        assertThat(
                        Class.forName(check.className())
                                .getDeclaredMethod(check.method())
                                .isAnnotationPresent(Test.class))
                .isTrue();
    }
}
