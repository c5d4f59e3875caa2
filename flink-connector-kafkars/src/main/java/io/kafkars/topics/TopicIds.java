// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/** Tells a recreated topic from the one that had its name before. */
public final class TopicIds {

    private TopicIds() {}

    /** Whether both ids are known, and differ. Brokers without topic ids report zero. */
    public static boolean differ(Uuid before, Uuid now) {
        return !before.equals(Uuid.ZERO_UUID) && !now.equals(Uuid.ZERO_UUID) && !before.equals(now);
    }

    /**
     * Requires that a topic is still the one that was resolved.
     *
     * @param before its id when it was resolved
     * @param now its present id
     * @throws KafkaException if the topic was recreated
     */
    public static void requireSame(String topic, Uuid before, Uuid now) {
        if (differ(before, now)) {
            throw new KafkaException(
                    String.format(
                            "Topic '%s' was deleted and recreated: it had the id %s when this source"
                                    + " resolved it and has the id %s now, so the offsets in the"
                                    + " state of the source mean nothing in it. To read the new"
                                    + " topic from its start at a restore, set the option"
                                    + " setOnRecreatedTopic (in SQL 'scan.on-recreated-topic') to"
                                    + " EARLIEST; or start the source without its state (another"
                                    + " uid, or a start without a savepoint).",
                            topic, before, now));
        }
    }
}
