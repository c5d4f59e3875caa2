package io.kafkars.benchmark;

import java.io.Serializable;

/**
 * How to look into what a side emits.
 *
 * @param <T> type of the elements
 */
interface Elements<T> extends Serializable {

    /** How many records an element is. */
    default int records(T element) {
        return 1;
    }

    /** Timestamp of each record of the element, in their order. */
    long[] timestamps(T element) throws Exception;

    /** Value of the element's record. */
    byte[] value(T element);
}
