// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.validation.EnumWords;

/**
 * How the records of a fetch become the columns that are merged. Order, records and watermarks are
 * the same in all modes; the cost per record is not.
 */
public enum FetchMode {

    /**
     * As {@link #COLUMNAR} where that is possible, and as {@link #CLIENT} where it is not. Each
     * reader decides when it starts, and logs which it is, and why. The default.
     */
    AUTO,

    /**
     * The batches of each fetch response are parsed directly into columns, without an object for
     * each record. This uses internal classes of Kafka's client, and so needs a version of
     * kafka-clients that the connector is tested with. It does without Kafka's own records, so
     * there can be no interceptors, and the rebalance protocol must be {@code classic}. The job
     * fails where it is not possible.
     */
    COLUMNAR,

    /** Records are polled from {@code KafkaConsumer}, as {@code ConsumerRecord}s. */
    CLIENT;

    /** The word for it in DDL and in messages. */
    @Override
    public String toString() {
        return EnumWords.of(this);
    }
}
