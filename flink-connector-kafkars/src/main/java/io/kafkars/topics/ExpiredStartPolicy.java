package io.kafkars.topics;

import java.util.Locale;

/**
 * What happens when a replay is to start at a time, and records of that time may have been deleted:
 * the log begins behind offset 0, and its first record is not older than the start, so that nothing
 * shows that the log reaches back as far.
 *
 * <p>That is no proof of a loss: the deleted records may all have been older than the start. Nor is
 * every loss noticed: a partition without a record at or after the start time starts at its end;
 * and what compaction removed is not missed, neither in the log nor in front of its first record.
 */
public enum ExpiredStartPolicy {
    /** The replay starts with the first record that is left, with a warning. The default. */
    EARLIEST,

    /** The start fails, naming the partitions. */
    FAIL;

    /** The word that stands for it in DDL, and in messages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
