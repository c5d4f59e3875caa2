// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs SQL scripts on a cluster in its own process, with the class path of a version of Flink. A
 * query that fails does not keep the others from being run.
 */
final class VersionQueries {

    /** Before the version of Flink. */
    static final String VERSION = "Version ";

    private VersionQueries() {}

    /**
     * Prints each row with the number of its query.
     *
     * @param args the script for streaming mode, and the script for batch mode
     */
    public static void main(String[] args) throws Exception {
        System.out.println(VERSION + EnvironmentInformation.getVersion());
        int query = run(args[0], "streaming", 0);
        run(args[1], "batch", query);
        System.exit(0);
    }

    private static int run(String script, String mode, int firstQuery) throws Exception {
        var configuration = new Configuration();
        configuration.setString("execution.runtime-mode", mode);
        configuration.setString("parallelism.default", "1");
        configuration.setString("table.local-time-zone", "UTC");
        var environment =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance().withConfiguration(configuration).build());
        int query = firstQuery;
        for (String statement : Files.readString(Path.of(script)).strip().split(";\\s*\\n|;$")) {
            if (statement.startsWith("SELECT")) {
                print(query++, environment, statement);
            } else {
                environment.executeSql(statement);
            }
        }
        return query;
    }

    private static void print(int query, TableEnvironment environment, String statement) {
        try (var rows = environment.executeSql(statement).collect()) {
            rows.forEachRemaining(row -> System.out.println(query + ": " + row));
        } catch (Exception e) {
            e.printStackTrace();
        }
    }
}
