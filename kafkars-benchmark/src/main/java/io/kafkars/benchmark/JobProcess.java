// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.lang.management.ManagementFactory;

/**
 * The process of one side of {@link JobBenchmark}: runs tasks one after the other, and answers each
 * with its result. Its arguments are the constant name of the side and the bootstrap servers.
 */
final class JobProcess {

    private JobProcess() {}

    public static void main(String[] arguments) {
        var parent = new ParentProcess();
        var side = JobSide.valueOf(arguments[0]);
        parent.send(Answer.ready("pid " + ManagementFactory.getRuntimeMXBean().getPid()));
        String line;
        while ((line = parent.line()) != null) {
            parent.send(answer(side, line, arguments[1], parent));
        }
        System.exit(0);
    }

    private static Answer answer(
            JobSide side, String line, String bootstrapServers, ParentProcess parent) {
        // So that no round pays for the garbage of the one before.
        System.gc();
        try {
            JobTask task = parent.read(line, JobTask.class);
            return Answer.of(new WindowJob(side, task, bootstrapServers).run());
        } catch (Exception | Error e) {
            return Answer.failed(e);
        }
    }
}
