// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.arrow.ArrowBatchFileSink;
import io.kafkars.flink.arrow.ArrowOptions;
import io.kafkars.flink.arrow.ArrowValueSchema;
import io.kafkars.flink.format.ArrowFormatFactory;
import io.kafkars.testing.ArrowAllocations;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;

import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArrowMemoryTest {

    private static final String OPEN = "--add-opens=java.base/java.nio=ALL-UNNAMED";

    @Test
    void theRootShowsTheMemoryOfAllAllocators() {
        long before = ArrowAllocations.bytes();
        try (var one = ArrowMemory.newAllocator("one", 1 << 20);
                var other = ArrowMemory.newAllocator("other", 1 << 20);
                var first = one.buffer(128);
                var second = other.buffer(256)) {
            assertThat(first.capacity() + second.capacity()).isEqualTo(384);
            assertThat(ArrowAllocations.bytes()).isEqualTo(before + 384);
        }
        assertThat(ArrowAllocations.bytes()).isEqualTo(before);
    }

    @Test
    void anAllocatorKeepsItsLimit() {
        try (var allocator = ArrowMemory.newAllocator("test", 1_000)) {
            assertThatThrownBy(() -> allocator.buffer(1_001))
                    .isInstanceOf(OutOfMemoryException.class);
        }
    }

    @Test
    void theErrorOfAJvmClosedToArrowSaysWhichFlagToAddAndWhere() throws Exception {
        assertThat(output(classPath(name -> true)))
                .contains("IllegalStateException: Arrow needs access to java.nio")
                .contains("--add-opens=java.base/java.nio=ALL-UNNAMED")
                .contains("env.java.opts.all");
    }

    @Test
    void aMissingLibraryIsNamed() throws Exception {
        assertThat(output(classPath(name -> !name.startsWith("arrow-"))))
                .contains("IllegalStateException: Arrow is not on the class path")
                .contains("org.apache.arrow:arrow-vector")
                .contains("org.apache.arrow:arrow-memory-unsafe")
                .doesNotContain("\nCaused by");
    }

    @Test
    void aMissingAllocatorIsNamed() throws Exception {
        assertThat(output(classPath(name -> !name.startsWith("arrow-memory-unsafe")), OPEN))
                .contains("IllegalStateException: Arrow cannot allocate memory: add")
                .contains("org.apache.arrow:arrow-memory-unsafe")
                .doesNotContain("\nCaused by");
    }

    /** The innermost cause is all that Flink's SQL Client shows. */
    @Test
    void whoeverDescribesAJobWithoutTheLibraryIsToldToo() throws Exception {
        String output = run(Describe.class, classPath(name -> !name.startsWith("arrow-")));
        for (String user : List.of("source", "options", "schema", "sink", "format")) {
            assertThat(output)
                    .contains(
                            user + ": IllegalStateException: Arrow is not on the class path: add");
        }
    }

    /** The output of a JVM with these flags that requests an allocator. */
    private static String output(String classPath, String... flags) throws Exception {
        return run(Start.class, classPath, flags);
    }

    private static String run(Class<?> program, String classPath, String... flags)
            throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath, program.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static String classPath(Predicate<String> library) {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> library.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Uses Arrow in all the ways in which a job is described. */
    static final class Describe {

        private Describe() {}

        public static void main(String[] arguments) {
            describe("source", KafkarsSource::arrow);
            describe(
                    "options",
                    () ->
                            KafkarsSource.arrow(
                                    ArrowOptions.DEFAULT.withCompression(BodyCompression.LZ4)));
            describe("schema", () -> new ArrowValueSchema<>(null, Types.LONG));
            describe(
                    "sink", () -> ArrowBatchFileSink.files(new org.apache.flink.core.fs.Path("f")));
            describe(
                    "format",
                    () -> new ArrowFormatFactory().createDecodingFormat(null, new Configuration()));
        }

        private static void describe(String user, Runnable use) {
            try {
                use.run();
            } catch (Throwable e) {
                Throwable innermost = e;
                while (innermost.getCause() != null) {
                    innermost = innermost.getCause();
                }
                System.out.println(
                        user
                                + ": "
                                + innermost.getClass().getSimpleName()
                                + ": "
                                + innermost.getMessage());
            }
        }
    }

    /** Requests an allocator, as a reader does when it starts. */
    static final class Start {

        private Start() {}

        public static void main(String[] arguments) {
            ArrowMemory.newAllocator("start", 1);
        }
    }
}
