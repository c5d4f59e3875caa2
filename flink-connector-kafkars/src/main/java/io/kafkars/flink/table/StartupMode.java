package io.kafkars.flink.table;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.DescribedEnum;
import org.apache.flink.configuration.description.InlineElement;
import org.apache.flink.configuration.description.TextElement;

/** Values of {@link KafkarsOptions#SCAN_STARTUP_MODE}. */
@PublicEvolving
public enum StartupMode implements DescribedEnum {

    /** From the first record that Kafka still has. */
    EARLIEST_OFFSET("earliest-offset", "From the first record that Kafka still has."),

    /** From the end: only what is written from now on. */
    LATEST_OFFSET("latest-offset", "From the end: only what is written from now on."),

    /** From the offsets that the consumer group has committed. */
    GROUP_OFFSETS("group-offsets", "From the offsets that the consumer group has committed."),

    /** From the first record stamped at or after a time. */
    TIMESTAMP("timestamp", "From the first record stamped at or after a time."),

    /** From an offset for each partition. */
    SPECIFIC_OFFSETS("specific-offsets", "From an offset for each partition."),

    /** From the first record stamped at most so long ago. */
    RELATIVE_TIME("relative-time", "From the first record stamped at most so long ago."),

    /** From the last time that clocks showed a time of day. */
    START_OF_DAY("start-of-day", "From the last time that clocks showed a time of day.");

    private final String word;
    private final String description;

    StartupMode(String word, String description) {
        this.word = word;
        this.description = description;
    }

    /** The word that stands for it in DDL. */
    @Override
    public String toString() {
        return word;
    }

    @Override
    public InlineElement getDescription() {
        return TextElement.text(description);
    }
}
