// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

/**
 * A promise that was not kept.
 *
 * @param where topic, partition and offset
 * @param detail what was expected and what was found
 */
record Violation(Kind kind, String where, String detail) {

    /** The kind of promise. */
    enum Kind {
        LOST("lost"),
        REPEATED("repeated"),
        PARTITION_ORDER("out of order in its partition"),
        MERGE_ORDER("out of merge order"),
        WATERMARK("late, or with a watermark that went back"),
        CHANGED("with another key, value or event time"),
        LOST_BY_KAFKA("acknowledged and not in Kafka"),
        FAILURE("job failures that no fault explains");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    @Override
    public String toString() {
        return kind.label() + ": " + where + ": " + detail;
    }
}
