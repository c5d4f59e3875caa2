// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.fetch.DamagedFetchException;
import io.kafkars.merge.PartitionQueue;
import io.kafkars.validation.Explanation;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Kafka sent for a partition is not a batch of records as a producer wrote it: its checksum is
 * wrong, or it cannot be parsed. This differs from a record whose content cannot be deserialized: a
 * damaged batch is never skipped, since nobody can tell which records would be lost with it.
 */
public final class DamagedLogException extends KafkaException {

    private static final long serialVersionUID = 1L;

    /** Number of partitions that are named if the client does not say which one it is. */
    private static final int MAX_NAMED = 10;

    /** The client names the partition in its messages and nowhere else. */
    private static final Pattern PARTITION =
            Pattern.compile(
                    "^(?:Received exception when fetching the next record from"
                            + "|Encountered corrupt message when fetching offset \\d+ for"
                            + " topic-partition) (\\S+)-(\\d+?)(?:\\. If needed.*)?$",
                    Pattern.DOTALL);

    private static final Pattern BATCH_OFFSET = Pattern.compile(" at offset (\\d+) is invalid");

    private DamagedLogException(String message) {
        super(message);
    }

    /**
     * An exception that says where and what to do, if a failure of the client is due to a damaged
     * log.
     *
     * @param queues the partitions that are read
     */
    static Optional<DamagedLogException> explain(
            KafkaException failure, Map<TopicPartition, PartitionQueue> queues) {
        Matcher named = PARTITION.matcher(String.valueOf(failure.getMessage()));
        String where;
        if (failure instanceof DamagedFetchException damaged) {
            where =
                    describe(damaged.partition(), queues.get(damaged.partition()))
                            + inBatch(damaged.batchOffset());
        } else if (named.matches()) {
            var partition = new TopicPartition(named.group(1), Integer.parseInt(named.group(2)));
            where = describe(partition, queues.get(partition)) + inBatch(failure);
        } else if (Causes.of(failure).stream().anyMatch(CorruptRecordException.class::isInstance)) {
            where = "one of these partitions, at or after the offset: " + positions(queues);
        } else {
            return Optional.empty();
        }
        return Optional.of(
                Explanation.of(new DamagedLogException(message(where, failure)), failure));
    }

    private static String message(String where, KafkaException failure) {
        return String.format(
                "The log is damaged at %s. Found: %s. A damaged batch is not skipped, and no error"
                        + " policy applies to it. What to do: inspect the log with kafka-dump-log"
                        + " on the partition's leader. If another replica is intact, make it the"
                        + " leader, and restart the job from its last checkpoint. If none is,"
                        + " delete the records up to the end of the batch (kafka-delete-records),"
                        + " or start without state after it. As a last resort, check.crcs=false"
                        + " reads such batches without verifying their checksums.",
                where, Causes.rootMessage(failure));
    }

    private static String describe(TopicPartition partition, PartitionQueue queue) {
        var text = new StringBuilder();
        text.append("topic '").append(partition.topic());
        text.append("', partition ").append(partition.partition());
        if (queue != null) {
            text.append(", next offset to fetch ").append(queue.position());
        }
        return text.toString();
    }

    private static String inBatch(KafkaException failure) {
        for (Throwable cause : Causes.of(failure)) {
            Matcher batch = BATCH_OFFSET.matcher(String.valueOf(cause.getMessage()));
            if (batch.find()) {
                return inBatch(Long.parseLong(batch.group(1)));
            }
        }
        return "";
    }

    private static String inBatch(long offset) {
        return ", in the batch at offset " + offset;
    }

    private static String positions(Map<TopicPartition, PartitionQueue> queues) {
        String named =
                queues.values().stream()
                        .sorted(Comparator.comparing(PartitionQueue::id))
                        .limit(MAX_NAMED)
                        .map(queue -> queue.id() + " @ " + queue.position())
                        .collect(Collectors.joining(", "));
        int unnamed = queues.size() - MAX_NAMED;
        return unnamed > 0 ? named + " and " + unnamed + " more" : named;
    }
}
