// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Names of the headers that a record in a topic of dead letters has after its own. All values are
 * text in UTF-8. If such a record is read and fails again, it has them twice, and the last ones
 * count.
 */
@PublicEvolving
public final class DeadLetterHeaders {

    /** Topic that the record was read from. */
    public static final String TOPIC = "__kafkars.errors.topic";

    /** Partition that the record was read from. */
    public static final String PARTITION = "__kafkars.errors.partition";

    /** Offset of the record in that partition. */
    public static final String OFFSET = "__kafkars.errors.offset";

    /** Timestamp of the record, epoch milliseconds; -1 if it has none. */
    public static final String TIMESTAMP = "__kafkars.errors.timestamp";

    /** {@code CreateTime}, {@code LogAppendTime} or {@code NoTimestampType}. */
    public static final String TIMESTAMP_TYPE = "__kafkars.errors.timestamp-type";

    /** Class name of what the schema threw. */
    public static final String EXCEPTION = "__kafkars.errors.exception";

    /** Message of what the schema threw, at most 1,000 characters of it. */
    public static final String MESSAGE = "__kafkars.errors.message";

    private DeadLetterHeaders() {}
}
