package io.kafkars.flink.format;

import io.kafkars.flink.arrow.ArrowValueSchema;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Options of the format {@code arrow}; in a table's definition with {@code arrow.} in front. */
@PublicEvolving
public final class ArrowFormatOptions {

    public static final ConfigOption<Boolean> FAIL_ON_MISSING_FIELD =
            ConfigOptions.key("fail-on-missing-field")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether a batch that lacks a column of the table is an error; if not,"
                                    + " the column is NULL.");

    public static final ConfigOption<MemorySize> MEMORY_LIMIT =
            ConfigOptions.key("memory-limit")
                    .memoryType()
                    .defaultValue(ArrowValueSchema.DEFAULT_MEMORY_LIMIT)
                    .withDescription(
                            "Most memory outside of the heap that the vectors of one message may"
                                    + " take.");

    private ArrowFormatOptions() {}
}
