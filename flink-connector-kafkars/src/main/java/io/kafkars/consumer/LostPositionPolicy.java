package io.kafkars.consumer;

import java.util.Locale;

/**
 * What happens when the log does not have the position at which a partition is to be read: because
 * retention or a deletion of records overtook the reader, because a restored state is older than
 * the log, or because the log was cut, as by the election of a replica that lagged behind.
 *
 * <p>Records that are held already are still released, in order, before reading goes on elsewhere,
 * unless they are of a part that was cut off. Where reading goes on is logged as a warning with
 * topic, partition, both offsets and their distance, which is counted as lost.
 *
 * <p>If the log ends before a partition's replay end, the replay of the partition ends where the
 * log does: what is written there later is live.
 */
public enum LostPositionPolicy {
    /**
     * The job fails with {@link LostPositionException}, and nothing is lost silently. The default.
     */
    FAIL,

    /**
     * Reading goes on with the first record that the log has of what has not been read:
     *
     * <ul>
     *   <li>at the start of the log, if that has moved beyond the position. A partition is caught
     *       up there if that is at or behind its replay end.
     *   <li>where the log was cut, if Kafka knows that, by the epochs of the leaders.
     *   <li>at the start of the log, if the log was cut and Kafka does not know where. Records that
     *       were emitted before are then emitted again.
     * </ul>
     */
    EARLIEST,

    /**
     * Reading goes on where there is nothing left to catch up with: at the end of the log, and in a
     * replay at its replay end, or at the end of the log if that comes first. What is in between is
     * not read, and counts as lost. Held records of a log that was cut are dropped, and count too.
     */
    LATEST;

    /** The word that stands for it in DDL, and in messages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
