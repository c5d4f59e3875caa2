// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.sql;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Runs the SQL statements of its input on a MiniCluster, and prints their rows, one per line. A
 * statement ends with a semicolon at the end of a line. The optional argument is a jar, which is
 * used as by {@code --jar} of the SQL client.
 */
final class SqlProgram {

    private static final List<String> CLASSES_OF_THE_JAR =
            List.of(
                    "io.kafkars.flink.KafkarsSource",
                    "io.kafkars.shaded.org.apache.kafka.clients.consumer.KafkaConsumer",
                    "org.apache.kafka.clients.consumer.KafkaConsumer");

    private SqlProgram() {}

    public static void main(String[] args) throws Exception {
        requireFlinkAlone();
        var configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        configuration.setString("table.local-time-zone", "UTC");
        ClassLoader loader = SqlProgram.class.getClassLoader();
        if (args.length > 0) {
            configuration.set(PipelineOptions.JARS, List.of(args[0]));
            loader = new URLClassLoader(new URL[] {new URL(args[0])}, loader);
        }
        var environment =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .withConfiguration(configuration)
                                .withClassLoader(loader)
                                .build());
        for (String statement : statements(System.in)) {
            TableResult result = environment.executeSql(statement);
            if (statement.startsWith("SELECT")) {
                try (var rows = result.collect()) {
                    rows.forEachRemaining(System.out::println);
                }
            }
        }
    }

    private static void requireFlinkAlone() {
        for (String name : CLASSES_OF_THE_JAR) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException e) {
                continue;
            }
            throw new IllegalStateException(name + " must not be on the class path");
        }
    }

    private static List<String> statements(InputStream input) throws Exception {
        return List.of(new String(input.readAllBytes(), UTF_8).strip().split(";\\s*\\n"));
    }
}
