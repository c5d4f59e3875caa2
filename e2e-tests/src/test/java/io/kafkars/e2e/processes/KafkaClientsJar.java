// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.utils.AppInfoParser;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jar of a version of kafka-clients, which Maven downloads, and which stays in a cache.
 *
 * @param version of kafka-clients, such as {@code 4.2.2}
 */
record KafkaClientsJar(String version) {

    /** That of the build. */
    static KafkaClientsJar ofBuild() {
        return new KafkaClientsJar(AppInfoParser.getVersion());
    }

    /**
     * The class path of this process with this jar in place of the one of the build, and without
     * the broker.
     *
     * @throws IllegalStateException if the version cannot be downloaded
     */
    String classPath() throws IOException, InterruptedException {
        String separator = File.pathSeparator;
        Stream<String> others =
                Arrays.stream(System.getProperty("java.class.path").split(separator))
                        .filter(path -> !isOfKafka(path));
        return Stream.concat(Stream.of(path().toString()), others)
                .collect(Collectors.joining(separator));
    }

    private static boolean isOfKafka(String path) {
        return path.replace(File.separatorChar, '/').contains("/org/apache/kafka/");
    }

    private Path path() throws IOException, InterruptedException {
        if (equals(ofBuild())) {
            var source = KafkaConsumer.class.getProtectionDomain().getCodeSource();
            return Path.of(URI.create(source.getLocation().toString()));
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path directory =
                (cache == null
                                ? Path.of(System.getProperty("user.home"), ".cache")
                                : Path.of(cache))
                        .resolve("kafkars");
        Path jar = directory.resolve("kafka-clients-" + version + ".jar");
        if (!Files.exists(jar)) {
            download(directory);
        }
        return jar;
    }

    private void download(Path directory) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("basedir")).toAbsolutePath().getParent();
        int status =
                new ProcessBuilder(
                                "mvn",
                                "--quiet",
                                "--batch-mode",
                                "-Dstyle.color=never",
                                "--non-recursive",
                                "--file",
                                root.resolve("pom.xml").toString(),
                                "dependency:copy",
                                "-Dartifact=org.apache.kafka:kafka-clients:" + version,
                                "-DoutputDirectory=" + directory)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new IllegalStateException(
                    "Maven cannot download kafka-clients " + version + ": status " + status);
        }
    }
}
