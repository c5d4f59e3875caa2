// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import io.kafkars.flink.arrow.ArrowValueSchema;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/**
 * Options of the format {@code arrow}; a table's definition has them with the prefix {@code
 * arrow.}.
 */
@PublicEvolving
public final class ArrowFormatOptions {

    public static final ConfigOption<Boolean> FAIL_ON_MISSING_FIELD =
            ConfigOptions.key("fail-on-missing-field")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether a batch that lacks a column of the table is an error;"
                                    + " otherwise, the column is NULL.");

    public static final ConfigOption<MemorySize> MEMORY_LIMIT =
            ConfigOptions.key("memory-limit")
                    .memoryType()
                    .defaultValue(ArrowValueSchema.DEFAULT_MEMORY_LIMIT)
                    .withDescription(
                            "Maximum memory outside the heap that the vectors of one message may"
                                    + " take.");

    private ArrowFormatOptions() {}
}
