// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

/** A fault that is injected into a running job or its brokers. */
enum Fault {
    /** A TaskManager ends, with all its tasks, and another one starts. */
    TASK_MANAGER_KILL("TaskManagers killed"),
    /** A broker stops, and starts again after a while; leaders move. */
    BROKER_RESTART("brokers restarted"),
    /** A topic gets another partition. */
    PARTITION("partitions added"),
    /** The job stops with a savepoint, and resumes from it at another parallelism. */
    RESCALE("savepoints and rescales");

    private final String label;

    Fault(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
