// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.io.Serializable;

/**
 * How to look into what a side emits.
 *
 * @param <T> type of the elements
 */
interface Elements<T> extends Serializable {

    /** Number of records in an element. */
    default int records(T element) {
        return 1;
    }

    /** Timestamps of the element's records, in their order. */
    long[] timestamps(T element) throws Exception;

    /** Value of the element's only record. */
    byte[] value(T element);
}
