// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.columns;

/** Who set the timestamp of a record. */
public enum TimestampType {
    /** Nobody: the record has no timestamp. */
    NONE,
    /** The producer. */
    CREATE_TIME,
    /** The broker, when it appended the record. */
    LOG_APPEND_TIME
}
