package io.kafkars.consumer;

import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.common.TopicPartition;

import java.util.OptionalLong;

/**
 * A position that the log does not have, and what the log has instead.
 *
 * @param wanted offset that was to be read next
 * @param logStart offset of the first record in the log
 * @param logEnd offset behind the last one
 * @param cut whether what is in front of the position is not what was read there, or not there
 * @param cutAt where the log begins to be another one, if Kafka knows that
 */
record LostPosition(
        TopicPartition partition,
        long wanted,
        long logStart,
        long logEnd,
        boolean cut,
        OptionalLong cutAt) {

    /** Whether the log begins behind the position, and is otherwise the one that was read. */
    boolean isOvertaken() {
        return wanted < logStart;
    }

    /**
     * Where reading goes on; not asked if it does not.
     *
     * @param queue the partition
     */
    long target(LostPositionPolicy policy, PartitionQueue queue) {
        if (policy == LostPositionPolicy.LATEST) {
            boolean replaying = queue.replayRemaining() > 0;
            long latest = replaying ? Math.min(queue.replayEnd(), logEnd) : logEnd;
            return Math.max(logStart, latest);
        }
        if (cutAt.isPresent()) {
            return Math.max(logStart, cutAt.getAsLong());
        }
        // A log without the leader's epoch is another one. A position that is in the log by now
        // was beyond an end that lagged.
        return isOvertaken() || cut || wanted > logEnd ? logStart : wanted;
    }

    /**
     * The partition as it goes on in a log that was cut: from the first of its records that were
     * not released and are still there, or may be others. A replay that is over stays over.
     */
    PartitionProgress afterCut(LostPositionPolicy policy, PartitionQueue queue) {
        long target = target(policy, queue);
        long next =
                policy == LostPositionPolicy.LATEST ? target : Math.min(queue.nextOffset(), target);
        PartitionProgress before = queue.progress();
        long end =
                before.isLive()
                        ? Math.min(before.replayEnd(), next)
                        : Math.max(next, Math.min(before.replayEnd(), logEnd));
        return new PartitionProgress(
                before.id(),
                Math.min(before.replayStart(), next),
                end,
                before.resolveTime(),
                next,
                before.mergeKey());
    }

    /** The position, what the log has, and what is gone. */
    String describe() {
        String range =
                String.format(
                        "wanted offset %d, the log has %d to %d (exclusive)",
                        wanted, logStart, logEnd);
        if (isOvertaken()) {
            return range + ", " + (logStart - wanted) + " offsets are gone";
        }
        if (cutAt.isPresent()) {
            return range
                    + String.format(
                            ", the log was cut at %d: %d offsets are gone or others",
                            cutAt.getAsLong(), wanted - cutAt.getAsLong());
        }
        if (wanted > logEnd) {
            return range + ", the log ends " + (wanted - logEnd) + " offsets before it";
        }
        return range
                + (cut
                        ? ", the log was cut, and nobody knows where"
                        : ", the log did not have it a moment ago");
    }
}
