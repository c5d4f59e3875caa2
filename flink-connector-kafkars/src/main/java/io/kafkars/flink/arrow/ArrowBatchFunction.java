// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.util.Collector;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

import java.io.Serializable;

/**
 * Makes elements of an Arrow batch that a producer put into a message.
 *
 * @param <T> type of the elements
 */
@PublicEvolving
@FunctionalInterface
public interface ArrowBatchFunction<T> extends Serializable {

    /**
     * Collects the elements of the batch, any number of them.
     *
     * @param batch valid only during this call, and closed after it
     * @param dictionaries of the columns that are encoded with one
     * @throws Exception if the batch is not as expected; the record then counts as one that cannot
     *     be deserialized
     */
    void apply(VectorSchemaRoot batch, DictionaryProvider dictionaries, Collector<T> out)
            throws Exception;
}
