// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.validation.EnumWords;

/**
 * What happens when a replay is to start at a time, and records since that time may have been
 * deleted: the log begins after offset 0, and its first record is not older than the start, so
 * nothing shows that the log reaches back far enough.
 *
 * <p>This does not prove a loss: the deleted records may all have been older than the start. Nor is
 * every loss noticed. A partition without a record at or after the start time starts at its end,
 * and what compaction removed is not missed, neither within the log nor before its first record.
 */
public enum ExpiredStartPolicy {
    /** The replay starts at the first record that is left, with a warning. The default. */
    EARLIEST,

    /** The start fails, and the message names the partitions. */
    FAIL;

    /** The word for it in DDL and in messages. */
    @Override
    public String toString() {
        return EnumWords.of(this);
    }
}
