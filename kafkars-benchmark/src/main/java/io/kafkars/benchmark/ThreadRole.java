// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import io.kafkars.validation.EnumWords;

/** The part that a thread of a side's process plays in reading, told by its name. */
enum ThreadRole {
    /** Polls Kafka for a Flink source. */
    FETCHER("Source Data Fetcher"),

    /** Emits the records and runs the sink. */
    TASK("Source: "),

    /** Reads where Flink is not used; otherwise starts the job and waits. */
    MAIN("main"),

    OTHER("");

    private final String prefix;

    ThreadRole(String prefix) {
        this.prefix = prefix;
    }

    /** The role of a thread with this name, which may be {@code null}. */
    static ThreadRole of(String name) {
        if (name != null) {
            for (ThreadRole role : values()) {
                if (name.startsWith(role.prefix)) {
                    return role;
                }
            }
        }
        return OTHER;
    }

    @Override
    public String toString() {
        return EnumWords.of(this);
    }
}
