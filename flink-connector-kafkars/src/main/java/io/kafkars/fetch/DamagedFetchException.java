// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What was fetched of a partition cannot be read as record batches. */
public final class DamagedFetchException extends KafkaException {

    private static final long serialVersionUID = 1L;

    private final transient TopicPartition partition;
    private final long batchOffset;

    /**
     * @param batchOffset the offset with which the batch begins, as far as that can be believed
     * @param found what is there instead of a batch as a producer wrote it
     */
    public DamagedFetchException(TopicPartition partition, long batchOffset, String found) {
        super(found);
        this.partition = partition;
        this.batchOffset = batchOffset;
    }

    /** The partition that was fetched. */
    public TopicPartition partition() {
        return partition;
    }

    /** The offset with which the batch begins, as far as that can be believed. */
    public long batchOffset() {
        return batchOffset;
    }
}
