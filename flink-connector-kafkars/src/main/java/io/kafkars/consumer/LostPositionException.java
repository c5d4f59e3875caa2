package io.kafkars.consumer;

import io.kafkars.merge.PartitionQueue;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The log no longer has the offset that a partition is to be read from: retention or a deletion of
 * records overtook the reader, or the log was cut. Reading on would lose records silently, so it
 * stops; the message names each partition, the offset wanted, and what the log has.
 */
public final class LostPositionException extends KafkaException {

    private static final long serialVersionUID = 1L;

    private static final Comparator<TopicPartition> PARTITION_ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private LostPositionException(String message, Throwable cause) {
        super(message, cause);
    }

    static LostPositionException of(
            OffsetOutOfRangeException cause,
            Consumer<?, ?> consumer,
            Map<TopicPartition, PartitionQueue> queues) {
        var wanted = new TreeMap<TopicPartition, Long>(PARTITION_ORDER);
        wanted.putAll(cause.offsetOutOfRangePartitions());
        String details =
                wanted.keySet().stream()
                        .map(partition -> describe(partition, wanted.get(partition), consumer))
                        .collect(Collectors.joining("\n  - ", "\n  - ", ""));
        return new LostPositionException(
                "The log no longer has the next offset of "
                        + wanted.size()
                        + " of "
                        + queues.size()
                        + " partitions:"
                        + details
                        + "\nUsual causes: retention or a deletion of records overtook the replay,"
                        + " a restored state is older than the log, or the topic was made again."
                        + " To read what is left, start without the state, with a policy whose"
                        + " start the log has, such as 'earliest'.",
                cause);
    }

    private static String describe(TopicPartition partition, long wanted, Consumer<?, ?> consumer) {
        String what = partition + ": wanted offset " + wanted;
        try {
            var asked = Set.of(partition);
            long beginning = consumer.beginningOffsets(asked).get(partition);
            long end = consumer.endOffsets(asked).get(partition);
            String lost =
                    wanted < beginning
                            ? ", " + (beginning - wanted) + " offsets are gone"
                            : ", the log ends " + (wanted - end) + " offsets before it";
            return what + ", the log has " + beginning + " to " + end + " (exclusive)" + lost;
        } catch (KafkaException e) {
            return what + ", the range of the log could not be read: " + e.getMessage();
        }
    }
}
