// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** docs/benchmark.md lists the options, sides, variants and targets of the program. */
class BenchmarkPageTest {

    @Test
    void thePageListsTheOptionsOfTheProgramAndOfTheJob() throws IOException {
        var options = new TreeSet<>(optionsOf("--help"));
        options.addAll(optionsOf("job", "--help"));

        assertThat(found("^\\| `(--[a-z-]+)", page())).isNotEmpty().isEqualTo(options);
    }

    private static Set<String> optionsOf(String... arguments) {
        var help = new ByteArrayOutputStream();
        var out = new PrintStream(help, true, UTF_8);
        assertThat(Benchmark.run(out, out, arguments)).isZero();
        return found("^ +(?:-h, )?(--[a-z-]+)", help.toString(UTF_8));
    }

    @Test
    void thePageListsTheSidesAndVariants() throws IOException {
        var names = new TreeSet<String>();
        Arrays.stream(Side.values()).map(Side::toString).forEach(names::add);
        Arrays.stream(Variant.values()).map(Variant::toString).forEach(names::add);
        Arrays.stream(JobSide.values()).map(JobSide::toString).forEach(names::add);

        String firstColumns =
                page().lines()
                        .filter(line -> line.startsWith("| `") && !line.startsWith("| `-"))
                        .map(line -> line.split("\\|")[1])
                        .collect(Collectors.joining("\n"));
        assertThat(found("`([a-z0-9-]+)`", firstColumns)).isEqualTo(names);
    }

    @Test
    void thePageListsTheTargets() throws IOException {
        List<String> targets =
                Targets.of(Results.of(List.of()), JmhResults.none(), JobResults.none()).stream()
                        .map(target -> Target.markdown(List.of(target)))
                        .map(table -> table.lines().skip(2).findFirst().orElseThrow())
                        .map(row -> row.replaceAll(" \\| not measured.*", ""))
                        .toList();

        assertThat(targets).hasSize(37);
        assertThat(page()).contains(targets);
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static String page() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
        return Files.readString(module.resolveSibling("docs/benchmark.md"));
    }
}
