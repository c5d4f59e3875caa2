package io.kafkars.columns;

/** What the timestamp of a record means. */
public enum TimestampType {
    /** The record has no timestamp. */
    NONE,
    /** Set by the producer. */
    CREATE_TIME,
    /** Set by the broker when it appended the record. */
    LOG_APPEND_TIME
}
