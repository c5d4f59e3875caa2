// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.versions;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

/**
 * The jars of a version of Flink, as its distribution has them. They come from PyPI, where the
 * package {@code apache-flink-libraries} holds the distribution of each version, and stay in a
 * cache.
 *
 * @param version of Flink, such as {@code 2.2.1}
 */
record FlinkDistribution(String version) {

    /**
     * The class path of its {@code lib} directory, without logging, which the tests bring.
     *
     * @throws IllegalStateException if the version cannot be downloaded
     */
    String classPath() throws IOException, InterruptedException {
        Path lib = home().resolve("lib");
        if (!Files.exists(lib)) {
            download();
        }
        try (var jars = Files.list(lib)) {
            return jars.filter(jar -> !jar.getFileName().toString().startsWith("log4j-"))
                    .sorted()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private Path home() {
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve("kafkars")
                .resolve("flink-" + version);
    }

    /** The cache gets the directory when it is whole. */
    private void download() throws IOException, InterruptedException {
        Files.createDirectories(home().getParent());
        Path part = Files.createTempDirectory(home().getParent(), "part");
        String libraries = "apache-flink-libraries==" + version;
        run("pip", "download", "--quiet", "--no-deps", "--dest", part.toString(), libraries);
        Path lib = Files.createDirectory(part.resolve("lib"));
        try (var archives = Files.newDirectoryStream(part, "apache*")) {
            for (Path archive : archives) {
                unpack(archive, lib);
                Files.delete(archive);
            }
        }
        Files.move(part, home());
    }

    /** Up to Flink 2.1 the package is an archive of sources, which has the jars; then a wheel. */
    private static void unpack(Path archive, Path lib) throws IOException, InterruptedException {
        if (!archive.toString().endsWith(".whl")) {
            run(
                    "tar",
                    "--extract",
                    "--gzip",
                    "--file=" + archive,
                    "--directory=" + lib.getParent(),
                    "--strip-components=2",
                    "--wildcards",
                    "*/deps/lib/*");
            return;
        }
        try (var wheel = new ZipFile(archive.toFile())) {
            for (var entry : Collections.list(wheel.entries())) {
                if (entry.getName().matches("pyflink/lib/.*jar")) {
                    Path jar = lib.resolve(Path.of(entry.getName()).getFileName());
                    Files.copy(wheel.getInputStream(entry), jar);
                }
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new IllegalStateException(
                    "'" + String.join(" ", List.of(command)) + "' ended with status " + status);
        }
    }
}
