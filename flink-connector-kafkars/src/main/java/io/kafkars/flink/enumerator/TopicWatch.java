package io.kafkars.flink.enumerator;

import io.kafkars.topics.TopicIds;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.FlinkRuntimeException;

import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Notices topics that are gone, whose partitions would hold the merge back for ever, and topics
 * that are others under the same name. Used by the coordinator thread only.
 *
 * <p>A broker that is behind may not know a topic for a moment. So a topic counts as deleted only
 * when it was missing in each of several answers, for as long as the timeout. No answer is not an
 * answer: nothing follows from a broker that is down.
 */
@Internal
final class TopicWatch {

    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final long timeoutMs;
    private final Map<String, Long> missingSince = new HashMap<>();

    TopicWatch(long timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    /**
     * @param known the topics that are read, with their ids when resolved
     * @param answer what Kafka has of them: the present id, empty for no such topic; topics about
     *     which it gave no answer are missing
     * @param now wall clock, epoch milliseconds
     * @throws FlinkRuntimeException if a topic was deleted
     * @throws org.apache.kafka.common.KafkaException if it was made again
     */
    void check(Map<String, Uuid> known, Map<String, Optional<Uuid>> answer, long now) {
        missingSince.keySet().retainAll(known.keySet());
        answer.forEach(
                (topic, id) -> {
                    Uuid before = known.get(topic);
                    if (before == null) {
                        return;
                    }
                    if (id.isPresent()) {
                        missingSince.remove(topic);
                        TopicIds.requireSame(topic, before, id.get());
                    } else {
                        missing(topic, before, now);
                    }
                });
    }

    private void missing(String topic, Uuid id, long now) {
        Long since = missingSince.putIfAbsent(topic, now);
        if (since == null) {
            LOG.warn(
                    "Topic '{}' is read, but does not exist in Kafka any more; the job fails if"
                            + " that is still so in {} ms",
                    topic,
                    timeoutMs);
        } else if (now - since >= timeoutMs) {
            throw new FlinkRuntimeException(
                    String.format(
                            "Topic '%s' was deleted: its partitions are read, and it (id %s) has"
                                    + " been missing in Kafka for %d ms. Waiting for it would hold"
                                    + " the others back for ever. To read the other topics, take it"
                                    + " out of the source and start without the state; to wait"
                                    + " longer, or for ever, set the option setMissingTopicTimeout"
                                    + " (in SQL 'scan.missing-topic-timeout').",
                            topic, id, now - since));
        }
    }
}
