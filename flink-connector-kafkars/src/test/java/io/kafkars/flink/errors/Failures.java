// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import io.kafkars.flink.deserializer.CollectedElements;
import io.kafkars.flink.deserializer.DeserializationException;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.util.Collector;

import org.apache.kafka.common.serialization.LongDeserializer;

import java.io.IOException;

/** Failures of records that are not numbers of 8 bytes, although they should be. */
final class Failures {

    private Failures() {}

    static DeserializationException of(RecordView record) throws Exception {
        return of(record, RecordDeserializationSchema.valueOnly(LongDeserializer.class));
    }

    /** The failure of a schema that throws this message. */
    static DeserializationException saying(String message, RecordView record) throws Exception {
        return of(record, new Says(message));
    }

    private static <T> DeserializationException of(
            RecordView record, RecordDeserializationSchema<T> schema) throws Exception {
        try {
            RecordDeserializer.open(schema, new TestingReaderContext())
                    .deserialize(record, new CollectedElements<>());
        } catch (DeserializationException e) {
            return e;
        }
        throw new IllegalArgumentException("A number: " + record);
    }

    private record Says(String message) implements RecordDeserializationSchema<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(RecordView record, Collector<String> out) throws IOException {
            throw new IOException(message);
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }
}
