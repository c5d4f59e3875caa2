// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.columns.ContentForm;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.deserializer.RecordDeserializer;
import io.kafkars.flink.errors.DeadLetter;
import io.kafkars.flink.errors.DeadLetters;
import io.kafkars.flink.metrics.ReaderMetrics;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.types.Either;

/**
 * Elements are what a schema makes of each record, on the right, and the records on which it fails,
 * on the left.
 *
 * @param schema opened and closed with each emitter
 */
@Internal
public record RowOrDeadLetterElements<T>(RecordDeserializationSchema<T> schema)
        implements Elements<Either<DeadLetter, T>> {

    private static final long serialVersionUID = 1L;

    @Override
    public Emitter open(
            SourceReaderContext context,
            MainOutput<Either<DeadLetter, T>> output,
            ReaderMetrics metrics)
            throws Exception {
        return new RowEmitter<>(
                RecordDeserializer.<T, Either<DeadLetter, T>>openForWholeRecords(
                        schema, Either::Right, context),
                output,
                (record, failure) -> output.collect(Either.Left(DeadLetter.of(record, failure))),
                metrics);
    }

    @Override
    public ContentForm contentForm() {
        return ContentForm.ARRAYS;
    }

    @Override
    public TypeInformation<Either<DeadLetter, T>> getProducedType() {
        return DeadLetters.typeOf(schema.getProducedType());
    }
}
