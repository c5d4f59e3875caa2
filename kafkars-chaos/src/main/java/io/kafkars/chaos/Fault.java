package io.kafkars.chaos;

/** What is done to a running job and its brokers. */
enum Fault {
    /** A TaskManager goes away, with all its tasks; another one comes. */
    TASK_MANAGER_KILL("TaskManagers killed"),
    /** A broker stops, stays away for a while and comes back; leaders move. */
    BROKER_RESTART("brokers restarted"),
    /** A topic gets another partition. */
    PARTITION("partitions added"),
    /** The job stops with a savepoint, and goes on from it at another parallelism. */
    RESCALE("savepoints and rescales");

    private final String label;

    Fault(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
