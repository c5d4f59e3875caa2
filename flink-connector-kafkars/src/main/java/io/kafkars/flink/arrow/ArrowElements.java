// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.ArrowMemory;
import io.kafkars.columns.ContentForm;
import io.kafkars.flink.metrics.ReaderMetrics;
import io.kafkars.flink.reader.Elements;
import io.kafkars.flink.reader.Emitter;
import io.kafkars.flink.reader.MainOutput;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;

import org.apache.arrow.memory.BufferAllocator;

import java.time.Duration;

/**
 * Elements are Arrow batches.
 *
 * @param options what the batches hold, and how much memory a reader may take for them
 */
@Internal
public record ArrowElements(ArrowOptions options) implements Elements<ArrowBatch> {

    private static final long serialVersionUID = 1L;

    /**
     * @throws IllegalStateException if Arrow is not on the class path
     */
    public ArrowElements {
        ArrowMemory.checkOnClassPath();
    }

    /**
     * A batch ends where a watermark falls, and costs the same however few rows it has: at this
     * interval a log of 3 records a second still has batches of 180 rows.
     */
    private static final Duration WATERMARK_INTERVAL = Duration.ofMinutes(1);

    @Override
    public Emitter open(
            SourceReaderContext context, MainOutput<ArrowBatch> output, ReaderMetrics metrics) {
        BufferAllocator allocator =
                ArrowMemory.newAllocator(
                        "kafkars reader " + context.getIndexOfSubtask(),
                        options.memoryLimit().getBytes());
        var emitter = new ArrowEmitter(options, allocator, output);
        metrics.arrowMemory(allocator::getAllocatedMemory, allocator::getPeakMemoryAllocation);
        return emitter;
    }

    @Override
    public ContentForm contentForm() {
        return ContentForm.COLUMNS;
    }

    @Override
    public Duration watermarkInterval() {
        return WATERMARK_INTERVAL;
    }

    @Override
    public TypeInformation<ArrowBatch> getProducedType() {
        return ArrowBatch.TYPE_INFO;
    }
}
