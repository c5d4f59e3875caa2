// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.columns.ContentForm;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.flink.errors.ErrorHandling;
import io.kafkars.flink.errors.FailedRecords;
import io.kafkars.flink.metrics.ReaderMetrics;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;

import java.util.Optional;
import java.util.function.Function;

/**
 * Elements are what a schema makes of each record.
 *
 * @param schema opened and closed with each emitter
 * @param errors what becomes of records on which it fails
 */
@Internal
public record RowElements<T>(RecordDeserializationSchema<T> schema, ErrorHandling errors)
        implements Elements<T> {

    private static final long serialVersionUID = 1L;

    /** Elements of a source that fails if the schema does. */
    public static <T> Elements<T> of(RecordDeserializationSchema<T> schema) {
        return new RowElements<>(schema, ErrorHandling.FAIL);
    }

    @Override
    public Optional<Elements<T>> withErrors(ErrorHandling handling) {
        return Optional.of(new RowElements<>(schema, handling));
    }

    @Override
    public Emitter open(SourceReaderContext context, MainOutput<T> output, ReaderMetrics metrics)
            throws Exception {
        FailedRecords failedRecords = errors.open(context.getIndexOfSubtask());
        try {
            RecordDeserializer<T> deserializer =
                    errors.needsWholeRecords()
                            ? RecordDeserializer.openForWholeRecords(
                                    schema, Function.identity(), context)
                            : RecordDeserializer.open(schema, context);
            return new RowEmitter<>(deserializer, output, failedRecords, metrics);
        } catch (Exception e) {
            failedRecords.close();
            throw e;
        }
    }

    @Override
    public ContentForm contentForm() {
        return ContentForm.ARRAYS;
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return schema.getProducedType();
    }
}
