// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** Starts programs that run a cluster in their own process, with a version of Flink. */
final class VersionClient {

    private static final long PATIENCE_SECONDS = 300;

    /** Flink's and Kafka's serializers, and Arrow's buffers, reach into these packages. */
    private static final List<String> OPENED_PACKAGES =
            List.of("java.lang", "java.net", "java.nio", "java.util", "java.util.concurrent");

    private VersionClient() {}

    /**
     * Runs a program, which must succeed.
     *
     * @param directory of further classes, and for the log
     * @return what the program prints and logs
     */
    static String run(FlinkClassPath flink, Path directory, String program, String... arguments)
            throws Exception {
        var jvm = new ArrayList<>(List.of("-Xmx768m", "-XX:+UseSerialGC"));
        jvm.add("-XX:TieredStopAtLevel=1");
        OPENED_PACKAGES.forEach(
                opened -> jvm.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        jvm.addAll(List.of("-cp", directory + File.pathSeparator + flink.withSqlJar()));
        Path logs = Files.createDirectories(directory.resolve("logs"));
        String name = "client-" + UUID.randomUUID();
        try (var client = ChildJvm.start(name, logs, jvm, program, List.of(arguments))) {
            int status = client.await(PATIENCE_SECONDS);
            assertThat(status).as(client::endOfLog).isZero();
            return client.log();
        }
    }
}
