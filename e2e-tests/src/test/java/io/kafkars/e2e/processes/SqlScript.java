// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the statements of a file on the cluster of a configuration, as the SQL Client does with
 * {@code -f}. Runs in a process of its own, with Flink's class path. Prints the id of each job that
 * it submits, and does not wait for the job.
 */
final class SqlScript {

    /** Before the id of a job. */
    static final String JOB = "Submitted job ";

    private SqlScript() {}

    /**
     * @param args directory of Flink's configuration, and the file
     */
    public static void main(String[] args) throws Exception {
        var environment =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inStreamingMode()
                                .withConfiguration(GlobalConfiguration.loadConfiguration(args[0]))
                                .build());
        for (String statement : Files.readString(Path.of(args[1])).strip().split(";\\s*\\n|;$")) {
            TableResult result = environment.executeSql(statement.strip());
            result.getJobClient().ifPresent(job -> System.out.println(JOB + job.getJobID()));
        }
    }
}
