// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.lang.management.ManagementFactory;

/**
 * The process of one side: runs tasks one after the other, and answers each with its result. Its
 * arguments are the constant name of the side and the bootstrap servers.
 */
final class SideProcess {

    private SideProcess() {}

    public static void main(String[] arguments) throws Exception {
        var parent = new ParentProcess();
        var side = Side.valueOf(arguments[0]);
        try (var profile = new Profile()) {
            parent.send(Answer.ready("pid " + ManagementFactory.getRuntimeMXBean().getPid()));
            String line;
            while ((line = parent.line()) != null) {
                Task task = parent.read(line, Task.class);
                profile.writeTo(task.profile());
                parent.send(answer(side, task, arguments[1], parent));
            }
        }
        System.exit(0);
    }

    private static Answer answer(
            Side side, Task task, String bootstrapServers, ParentProcess parent) {
        // So that no round pays for the garbage of the one before.
        System.gc();
        var probe = new Probe(task);
        Probe.use(probe);
        try (var heap = HeapWatch.of(task)) {
            probe.submitted();
            side.reader().read(task, bootstrapServers, probe, () -> parent.send(Answer.ready("")));
            return Answer.of(probe.round(heap.stop()));
        } catch (Exception | Error e) {
            return Answer.failed(e);
        }
    }
}
