// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.validation.EnumWords;

import org.apache.flink.annotation.PublicEvolving;

/** Values of {@link KafkarsOptions#SCAN_STARTUP_MODE}. */
@PublicEvolving
public enum StartupMode {

    /** At the first record that Kafka still has. */
    EARLIEST_OFFSET,

    /** At the end: only what is written from now on is read. */
    LATEST_OFFSET,

    /** At the offsets that the consumer group has committed. */
    GROUP_OFFSETS,

    /** At the first record stamped at a given time or later. */
    TIMESTAMP,

    /** At a given offset of each partition. */
    SPECIFIC_OFFSETS,

    /** At the first record that is not older than a given age. */
    RELATIVE_TIME,

    /** Where clocks last showed a given time of day. */
    START_OF_DAY;

    /** The word that stands for it in DDL. */
    @Override
    public String toString() {
        return EnumWords.of(this);
    }
}
