package io.kafkars.benchmark;

import java.util.Locale;

/** What a thread of a side's process has to do with reading, by its name. */
enum ThreadRole {
    /** Polls Kafka, for a source of Flink. */
    FETCHER("Source Data Fetcher"),

    /** Emits, with the sink behind it. */
    TASK("Source: "),

    /** Reads where there is no Flink; elsewhere it starts the job, and waits. */
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
        return name().toLowerCase(Locale.ROOT);
    }
}
