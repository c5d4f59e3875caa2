// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.testing.ArrowAllocations;

import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArrowMemoryTest {

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
                .contains("org.apache.arrow:arrow-memory-unsafe");
    }

    /** The output of a JVM without flags that requests an allocator. */
    private static String output(String classPath) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                classPath,
                                Start.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
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

    /** Requests an allocator, as a reader does when it starts. */
    static final class Start {

        private Start() {}

        public static void main(String[] arguments) {
            ArrowMemory.newAllocator("start", 1);
        }
    }
}
