// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;

/**
 * Makes the elements of the stream from released batches: any number from each record, or one from
 * many records. It walks a batch step by step, and is itself the step at which it stands, so that a
 * step costs no object. Task thread only.
 *
 * <p>The order of calls is {@link #start}, then for each batch {@link #open}, and {@link #next} and
 * {@link #emit} in turn until there is no next step.
 */
@Internal
public interface Emitter extends Step, AutoCloseable {

    /**
     * Called once, before the first batch.
     *
     * @throws Exception if it is already clear that the emitter cannot work. An emitter that throws
     *     here, and not when it is created, fails the source alone: at creation Flink has not
     *     opened the operators after the source yet, and some of them fail when they are closed
     *     unopened.
     */
    default void start() throws Exception {}

    /**
     * Says whether the source as a whole is live, for the records that are emitted from now on;
     * false until it is called.
     */
    default void sourceIsLive(boolean live) {}

    /**
     * Stands before the first step of the batch, which has at least one record.
     *
     * @param states of the splits, by the index that partitions have in {@link
     *     ReleasedBatch#partitions()}; some may be missing of which the batch has no record
     */
    void open(ReleasedBatch batch, KafkarsSplitState[] states);

    /** Moves to the next step; false if the batch has ended. */
    boolean next();

    /**
     * Returns when everything that was made of the records so far and does not go to the output is
     * safe. Called before each checkpoint, and at the end of the input.
     *
     * @throws Exception if something is lost; the records must be read again
     */
    default void flush() throws Exception {}
}
