// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import io.kafkars.arrow.ArrowMemory;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;

import java.util.Set;

/** Makes the format {@code arrow}; Flink finds it by that name. */
@Internal
public final class ArrowFormatFactory implements DeserializationFormatFactory {

    /** Name of the format. */
    public static final String IDENTIFIER = "arrow";

    @Override
    public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
            DynamicTableFactory.Context context, ReadableConfig options) {
        FactoryUtil.validateFactoryOptions(this, options);
        ArrowMemory.checkOnClassPath();
        return new ArrowDecodingFormat(
                options.get(ArrowFormatOptions.FAIL_ON_MISSING_FIELD),
                options.get(ArrowFormatOptions.MEMORY_LIMIT));
    }

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(ArrowFormatOptions.FAIL_ON_MISSING_FIELD, ArrowFormatOptions.MEMORY_LIMIT);
    }
}
