package io.kafkars.benchmark;

/** One way to read a topic. */
@FunctionalInterface
interface Reader {

    /**
     * Reads as the task says, and returns when its records have been read.
     *
     * @param probe told of the first and of the last record, here or in the sink
     * @param started to be run once a task that waits for its records is under way
     */
    void read(Task task, String bootstrapServers, Probe probe, Runnable started) throws Exception;
}
