// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

/** One way to read a topic. */
@FunctionalInterface
interface Reader {

    /**
     * Reads what the task says, and returns when its records have been read.
     *
     * @param probe is told of the first and of the last record, here or in the sink
     * @param started is run when the reader of an unbounded task is running, before its records are
     *     written
     */
    void read(Task task, String bootstrapServers, Probe probe, Runnable started) throws Exception;
}
