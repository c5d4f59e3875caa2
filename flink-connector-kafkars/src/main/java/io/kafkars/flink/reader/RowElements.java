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

/**
 * Elements are what a schema makes of each record.
 *
 * @param schema opened and closed with each emitter
 * @param errors what becomes of records on which it fails
 */
@Internal
public record RowElements<T>(RecordDeserializationSchema<T> schema, ErrorHandling errors)
        implements EmitterFactory<T> {

    private static final long serialVersionUID = 1L;

    /** Elements of a source that fails if the schema does. */
    public static <T> EmitterFactory<T> of(RecordDeserializationSchema<T> schema) {
        return new RowElements<>(schema, ErrorHandling.FAIL);
    }

    @Override
    public Optional<EmitterFactory<T>> withErrors(ErrorHandling handling) {
        return Optional.of(new RowElements<>(schema, handling));
    }

    @Override
    public BatchEmitter open(
            SourceReaderContext context, EventTime<T> output, ReaderMetrics metrics)
            throws Exception {
        FailedRecords failedRecords = errors.open(context.getIndexOfSubtask());
        try {
            return new RowEmitter<>(
                    RecordDeserializer.open(schema, errors.needsWholeRecords(), context),
                    output,
                    output::collect,
                    failedRecords,
                    metrics);
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
