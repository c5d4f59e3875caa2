// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.columns.ContentForm;
import io.kafkars.flink.errors.ErrorHandling;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.merge.MergeSettings;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * What the elements of a source are, and how its readers make them; serialized with the job.
 *
 * @param <T> type of the stream's elements
 */
@Internal
public interface Elements<T> extends Serializable, ResultTypeQueryable<T> {

    /** How the emitters read keys and values: record by record, or as columns. */
    ContentForm contentForm();

    /**
     * Opens the emitter of one reader, which closes it.
     *
     * @param output takes the elements
     * @throws Exception to fail the task; nothing stays open then
     */
    Emitter open(SourceReaderContext context, MainOutput<T> output, ReaderMetrics metrics)
            throws Exception;

    /** How far apart the watermarks of a replay are, unless the user says so. */
    default Duration watermarkInterval() {
        return MergeSettings.DEFAULT.watermarkInterval();
    }

    /**
     * The same elements, with another handling of records that cannot be deserialized; empty if
     * there is nothing to choose.
     */
    default Optional<Elements<T>> withErrors(ErrorHandling errors) {
        return Optional.empty();
    }
}
