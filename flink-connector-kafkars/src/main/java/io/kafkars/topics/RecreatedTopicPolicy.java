// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.validation.EnumWords;

/**
 * What happens when a topic was deleted and recreated under its name, which shows in its id.
 * Offsets of the old topic mean nothing in the new one.
 */
public enum RecreatedTopicPolicy {
    /** The job fails. The default. */
    FAIL,

    /**
     * The new topic is read from its start when the job is restored. A partition whose replay was
     * not over is replayed up to the end that it has then; one that was live is live at once. A job
     * that is running when the topic is recreated fails first, and needs a restart strategy.
     */
    EARLIEST;

    /** The word for it in DDL and in messages. */
    @Override
    public String toString() {
        return EnumWords.of(this);
    }
}
