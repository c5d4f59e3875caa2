// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/** What a {@link ScriptedReader} does next. Small numbers mean the simplest of it. */
sealed interface ReaderStep {

    /** Lets time pass. */
    record Wait(long millis) implements ReaderStep {

        @Override
        public String toString() {
            return "wait " + millis + " ms";
        }
    }

    /**
     * Fetches from a partition, unless it is paused or was fetched since the last release.
     *
     * @param partition which one, modulo the number of partitions
     * @param offsets by how many offsets its position moves
     * @param maxChunkRows maximum number of records in a chunk
     * @param reportsPosition whether the merge learns the position from more than the records
     */
    record Fetch(int partition, int offsets, int maxChunkRows, boolean reportsPosition)
            implements ReaderStep {

        @Override
        public String toString() {
            return "fetch %d from #%d in chunks of %d%s"
                    .formatted(
                            offsets,
                            partition,
                            maxChunkRows,
                            reportsPosition ? "" : " without position");
        }
    }

    /**
     * Learns what Kafka says about a silent partition, if there is one.
     *
     * @param partition which one, modulo the number of silent partitions
     */
    record Answer(int partition, Readability readability) implements ReaderStep {

        @Override
        public String toString() {
            return "silent #" + partition + " is " + readability;
        }
    }

    /** Releases a batch and emits it. */
    record Release() implements ReaderStep {

        @Override
        public String toString() {
            return "release";
        }
    }

    /**
     * Releases a batch, emits some of it, and starts again from the progress made so far.
     *
     * @param emitted number of records emitted, modulo what is possible
     */
    record Restore(int emitted) implements ReaderStep {

        @Override
        public String toString() {
            return "restore after " + emitted + " of a batch";
        }
    }
}
