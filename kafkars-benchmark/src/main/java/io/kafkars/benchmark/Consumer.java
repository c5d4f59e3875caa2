package io.kafkars.benchmark;

import java.lang.management.ManagementFactory;

/**
 * The process of one side: does a task after the other, and answers how it went. Its arguments are
 * the name of the side and the addresses of the brokers.
 */
final class Consumer {

    private Consumer() {}

    public static void main(String[] arguments) throws Exception {
        var parent = new Parent();
        var side = Side.of(arguments[0]);
        try (var profile = new Profile()) {
            parent.send(Answer.ready("pid " + ManagementFactory.getRuntimeMXBean().getPid()));
            String line;
            while ((line = parent.line()) != null) {
                Task task = parent.task(line);
                profile.writeTo(task.profile());
                parent.send(answer(side, task, arguments[1], parent));
            }
        }
        System.exit(0);
    }

    private static Answer answer(Side side, Task task, String bootstrapServers, Parent parent) {
        // What a round leaves behind is not to be paid for by the next one.
        System.gc();
        var probe = new Probe(task);
        Probe.use(probe);
        try (var heap = HeapWatch.of(task)) {
            probe.submitted();
            side.reader().read(task, bootstrapServers, probe, () -> parent.send(Answer.ready("")));
            return Answer.of(probe.round(heap.seen()));
        } catch (Exception | Error e) {
            return Answer.failed(e);
        }
    }
}
