// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import javax.tools.ToolProvider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The program of the README, with the broker of the test, and an end. */
final class ReadmeProgram {

    /** The class of the program. */
    static final String NAME = "RecordsPerHour";

    private static final Pattern PROGRAM =
            Pattern.compile(
                    "```java\\n((?:(?!```).)*?public class " + NAME + ".*?)```", Pattern.DOTALL);

    private ReadmeProgram() {}

    /** Compiles it with the Flink of the build. */
    static void compileTo(Path directory, String bootstrapServers) throws IOException {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        Matcher program = PROGRAM.matcher(Files.readString(module.resolveSibling("README.md")));
        assertThat(program.find()).as("README.md has the class " + NAME).isTrue();
        Path source = directory.resolve(NAME + ".java");
        Files.writeString(
                source,
                program.group(1)
                        .replace("localhost:9092", bootstrapServers)
                        .replace(".build()", ".stopAtReplayEnd().build()"));
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                List.of(
                                                "-d",
                                                directory.toString(),
                                                "-cp",
                                                System.getProperty("java.class.path"),
                                                source.toString())
                                        .toArray(String[]::new));
        assertThat(status).as("status of the compiler").isZero();
    }
}
