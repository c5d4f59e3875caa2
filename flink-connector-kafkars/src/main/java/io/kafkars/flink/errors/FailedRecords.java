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
     * @throws Exception to fail the job, if it is clear that records could not be taken
     */
    default void start() throws Exception {}

    /**
     * A record could not be deserialized, and gave no element. If this returns, the reader goes on
     * behind it.
     *
     * @param record the record, with the view still at it
     * @throws Exception to fail the job; the failure itself, or what went wrong with the record now
     */
    void take(RecordView record, DeserializationException failure) throws Exception;

    /**
     * Returns when none of the records taken so far can be lost any more, as a checkpoint needs it.
     *
     * @throws Exception if one was lost; every later call fails as well
     */
    default void flush() throws Exception {}

    /** Gives up what is not flushed: the records are read again. */
    @Override
    default void close() {}
}
