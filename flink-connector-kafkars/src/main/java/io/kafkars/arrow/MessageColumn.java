package io.kafkars.arrow;

/** Columns that message batches have on request, behind those that they always have. */
public enum MessageColumn {

    /**
     * {@code headers}: a list of structs of a key and a nullable value; empty if there are none.
     */
    HEADERS,

    /**
     * {@code timestamp_type}: {@code CreateTime}, {@code LogAppendTime} or {@code NoTimestampType},
     * the words of Kafka.
     */
    TIMESTAMP_TYPE,

    /** {@code leader_epoch}: epoch of the leader that wrote the record, null if unknown. */
    LEADER_EPOCH
}
