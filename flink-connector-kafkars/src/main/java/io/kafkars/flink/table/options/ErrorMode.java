// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.validation.EnumWords;

import org.apache.flink.annotation.PublicEvolving;

/** Values of {@link KafkarsOptions#SCAN_ERRORS_MODE}. */
@PublicEvolving
public enum ErrorMode {

    /** The job fails, with a message that names the record. */
    FAIL,

    /** The record gives no row. */
    SKIP,

    /** The record gives no row, and is written to a topic. */
    DEAD_LETTER;

    /** The word that stands for it in DDL. */
    @Override
    public String toString() {
        return EnumWords.of(this);
    }
}
