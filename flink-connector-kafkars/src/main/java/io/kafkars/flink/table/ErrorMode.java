package io.kafkars.flink.table;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.DescribedEnum;
import org.apache.flink.configuration.description.InlineElement;
import org.apache.flink.configuration.description.TextElement;

/** Values of {@link KafkarsOptions#SCAN_ERRORS_MODE}. */
@PublicEvolving
public enum ErrorMode implements DescribedEnum {

    /** The job fails, with a message that names the record. */
    FAIL("fail", "The job fails, with a message that names the record."),

    /** The record is left out. */
    SKIP("skip", "The record is left out."),

    /** The record is written to a topic. */
    DEAD_LETTER("dead-letter", "The record is written to a topic.");

    private final String word;
    private final String description;

    ErrorMode(String word, String description) {
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
