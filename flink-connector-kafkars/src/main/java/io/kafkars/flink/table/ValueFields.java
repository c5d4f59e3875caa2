package io.kafkars.flink.table;

import org.apache.flink.annotation.PublicEvolving;

/** Values of {@link KafkarsOptions#VALUE_FIELDS_INCLUDE}. */
@PublicEvolving
public enum ValueFields {
    /** The value has all columns of the table, those of the key too. */
    ALL,
    /** The value has the columns that are not the key's. */
    EXCEPT_KEY
}
