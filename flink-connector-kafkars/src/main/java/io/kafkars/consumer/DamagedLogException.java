package io.kafkars.consumer;

import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Kafka sent for a partition is no batch of records as a producer wrote it: its checksum does
 * not fit, or it cannot be taken apart. Not the same as a record whose content cannot be
 * deserialized; a batch like this is never skipped, since nobody can tell which records are lost
 * with it.
 */
public final class DamagedLogException extends KafkaException {

    private static final long serialVersionUID = 1L;

    /** Most partitions that are named if the client does not say which one it is. */
    private static final int MAX_NAMED = 10;

    /** The client tells the partition only in its messages. */
    private static final Pattern PARTITION =
            Pattern.compile(
                    "^(?:Received exception when fetching the next record from"
                            + "|Encountered corrupt message when fetching offset \\d+ for"
                            + " topic-partition) (\\S+)-(\\d+?)(?:\\. If needed.*)?$",
                    Pattern.DOTALL);

    private static final Pattern BATCH_OFFSET = Pattern.compile(" at offset (\\d+) is invalid");

    private DamagedLogException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What to do about it, if a failure of the client is due to a damaged log. */
    static Optional<DamagedLogException> explain(
            KafkaException failure, Map<TopicPartition, PartitionQueue> queues) {
        Matcher named = PARTITION.matcher(String.valueOf(failure.getMessage()));
        String where;
        if (named.matches()) {
            var partition = new TopicPartition(named.group(1), Integer.parseInt(named.group(2)));
            where = describe(partition, failure, queues.get(partition));
        } else if (hasCorruptRecord(failure)) {
            where = "one of these partitions, behind the offset: " + positions(queues);
        } else {
            return Optional.empty();
        }
        return Optional.of(
                new DamagedLogException(
                        String.format(
                                "The log is damaged at %s. Found: %s. A damaged batch is not"
                                        + " skipped, and no error policy applies to it. What to do:"
                                        + " look at the partition with kafka-dump-log on its leader; if"
                                        + " another replica is whole, make that the leader, and restart"
                                        + " the job from its last checkpoint. If none is, delete the"
                                        + " records up to the end of the batch (kafka-delete-records),"
                                        + " or start without state behind it. As a last resort"
                                        + " check.crcs=false reads such batches without looking at"
                                        + " their checksums.",
                                where, innermost(failure)),
                        failure));
    }

    private static String describe(
            TopicPartition partition, KafkaException failure, PartitionQueue queue) {
        var text = new StringBuilder();
        text.append("topic '").append(partition.topic());
        text.append("', partition ").append(partition.partition());
        if (queue != null) {
            text.append(", next offset to fetch ").append(queue.position());
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher batch = BATCH_OFFSET.matcher(String.valueOf(cause.getMessage()));
            if (batch.find()) {
                return text.append(", in the batch at offset ").append(batch.group(1)).toString();
            }
        }
        return text.toString();
    }

    private static boolean hasCorruptRecord(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptRecordException) {
                return true;
            }
        }
        return false;
    }

    private static String positions(Map<TopicPartition, PartitionQueue> queues) {
        var byName = new TreeMap<String, Long>();
        queues.forEach((partition, queue) -> byName.put(partition.toString(), queue.position()));
        String named =
                byName.entrySet().stream()
                        .limit(MAX_NAMED)
                        .map(entry -> entry.getKey() + " @ " + entry.getValue())
                        .collect(Collectors.joining(", "));
        return byName.size() > MAX_NAMED
                ? named + " and " + (byName.size() - MAX_NAMED) + " more"
                : named;
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
    }
}
