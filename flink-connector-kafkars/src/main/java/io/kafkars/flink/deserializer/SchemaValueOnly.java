// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.util.Objects;

/** The record's value, read by one of Flink's schemas. */
final class SchemaValueOnly<T> implements ValueOnly<T> {

    private static final long serialVersionUID = 1L;

    private final DeserializationSchema<T> valueSchema;

    SchemaValueOnly(DeserializationSchema<T> valueSchema) {
        this.valueSchema = Objects.requireNonNull(valueSchema, "valueSchema");
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) throws Exception {
        valueSchema.open(context);
    }

    @Override
    public void deserialize(RecordView record, Collector<T> out) throws IOException {
        valueSchema.deserialize(record.value(), out);
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return valueSchema.getProducedType();
    }

    @Override
    public Class<?> valueReader() {
        return valueSchema.getClass();
    }
}
