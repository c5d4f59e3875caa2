// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.validation.EnumWords;

import org.apache.flink.annotation.PublicEvolving;

/** Values of {@link KafkarsOptions#SCAN_BOUNDED_MODE}. */
@PublicEvolving
public enum BoundedMode {

    /** The table does not end. */
    UNBOUNDED,

    /** At the end that each partition has when the job starts. */
    LATEST_OFFSET,

    /** At the offsets that the consumer group has committed. */
    GROUP_OFFSETS,

    /** Before the first record stamped at a given time or later. */
    TIMESTAMP,

    /** At a given offset of each partition, exclusive. */
    SPECIFIC_OFFSETS,

    /** Where the replay ends, as {@link KafkarsOptions#SCAN_REPLAY_END_MODE} says. */
    REPLAY_END;

    /** The word that stands for it in DDL. */
    @Override
    public String toString() {
        return EnumWords.of(this);
    }
}
