package io.kafkars.flink.table;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.DescribedEnum;
import org.apache.flink.configuration.description.InlineElement;
import org.apache.flink.configuration.description.TextElement;

/** Values of {@link KafkarsOptions#SCAN_BOUNDED_MODE}. */
@PublicEvolving
public enum BoundedMode implements DescribedEnum {

    /** It does not end. */
    UNBOUNDED("unbounded", "It does not end."),

    /** At the end that each partition has when the job starts. */
    LATEST_OFFSET("latest-offset", "At the end that each partition has when the job starts."),

    /** At the offsets that the consumer group has committed. */
    GROUP_OFFSETS("group-offsets", "At the offsets that the consumer group has committed."),

    /** Before the first record stamped at or after a time. */
    TIMESTAMP("timestamp", "Before the first record stamped at or after a time."),

    /** At an offset for each partition. */
    SPECIFIC_OFFSETS("specific-offsets", "At an offset for each partition."),

    /** Where the replay ends. */
    REPLAY_END("replay-end", "Where the replay ends.");

    private final String word;
    private final String description;

    BoundedMode(String word, String description) {
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
