package io.kafkars.topics;

import java.util.Locale;

/**
 * What happens when a topic was deleted and made again under its name, which its id in Kafka tells.
 * Offsets of the old topic mean nothing in the new one.
 */
public enum RecreatedTopicPolicy {
    /** The job fails. The default. */
    FAIL,

    /**
     * The new topic is read from its start, when the job is restored: a partition that was in its
     * replay is replayed up to the end that it has then, one that was live is live at once. A job
     * that runs when the topic is made again fails first, and needs a restart strategy.
     */
    EARLIEST;

    /** The word that stands for it in DDL, and in messages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
