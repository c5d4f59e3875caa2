// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.merge.RecordView;

import org.apache.flink.annotation.Internal;

/** Takes the records of one reader that could not be deserialized. Task thread only. */
@Internal
public interface FailedRecords extends AutoCloseable {

    /** The job fails at the first of them. */
    FailedRecords FAIL =
            (record, failure) -> {
                throw failure;
            };

    /**
     * Called once, before the first record.
     *
     * @throws Exception to fail the job, if it is already clear that no record can be taken
     */
    default void start() throws Exception {}

    /**
     * A record could not be deserialized, and gave no element. If this returns, the reader
     * continues after the record.
     *
     * @param record a view that still stands at the record
     * @throws Exception to fail the job: the failure itself, or what went wrong here
     */
    void take(RecordView record, DeserializationException failure) throws Exception;

    /**
     * Returns when no record taken so far can be lost any more, as a checkpoint requires.
     *
     * @throws Exception if one was lost; every later call fails as well
     */
    default void flush() throws Exception {}

    /** Drops what has not been flushed; those records are read again. */
    @Override
    default void close() {}
}
