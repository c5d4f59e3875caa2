// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

/** What Kafka says about a silent partition: whether nothing comes because there is nothing. */
public enum Readability {

    /** Kafka has not been asked since the position last moved. */
    UNKNOWN,

    /** The log ends at the position. */
    READ_TO_END,

    /** There is more to read, or Kafka gives no answer. */
    UNREADABLE;

    /** Whether a partition that was found to be this can be read again, and has nothing. */
    boolean recoversAs(Readability found) {
        return this == UNREADABLE && found == READ_TO_END;
    }
}
