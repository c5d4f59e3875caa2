package io.kafkars.flink.reader;

import io.kafkars.merge.ReleasedBatch;

import org.apache.flink.annotation.Internal;

/**
 * Makes the elements of the stream out of released batches: from each record those that it stands
 * for, or from many records one. Task thread only.
 *
 * <p>Between two steps Flink may take a checkpoint. So a step emits what it emits of its records,
 * and then moves the states of the splits that they are from, all of them.
 */
@Internal
public interface BatchEmitter extends AutoCloseable {

    /**
     * Called once, before the first batch.
     *
     * @throws Exception if it is clear that it could not work. Thrown here and not when this is
     *     made, it is the source's failure alone: Flink has not opened the operators behind it
     *     before, and some do not survive being closed unopened.
     */
    default void start() throws Exception {}

    /**
     * Stands before the first step of the batch, which has at least one record.
     *
     * @param states of the splits, by the index that partitions have in {@link
     *     ReleasedBatch#partitions()}; only those of which the batch has records are there for sure
     */
    void open(ReleasedBatch batch, KafkarsSplitState[] states);

    /** Moves to the next step; false if the batch is over. */
    boolean next();

    /**
     * Emits the elements of this step's records, and moves the states of their splits behind them.
     *
     * @return number of records, at least 1
     * @throws Exception if no element can be made of a record, or from those who take the elements
     */
    int emit() throws Exception;

    /**
     * Everything that was made of the records so far, and does not go to the output, is safe when
     * this returns. Called before each checkpoint, and at the end of the input.
     *
     * @throws Exception if something is lost; the records must be read again
     */
    default void flush() throws Exception {}
}
