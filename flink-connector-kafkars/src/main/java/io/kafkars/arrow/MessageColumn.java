// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

/** Optional columns of message batches, which follow those that are always there. */
public enum MessageColumn {

    /**
     * {@code headers}: a list of structs of a key and a nullable value; empty if there are none.
     */
    HEADERS,

    /**
     * {@code timestamp_type}: {@code CreateTime}, {@code LogAppendTime} or {@code NoTimestampType},
     * Kafka's own words.
     */
    TIMESTAMP_TYPE,

    /** {@code leader_epoch}: epoch of the leader that wrote the record, null if unknown. */
    LEADER_EPOCH
}
