// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.arrow.BodyCompression;
import io.kafkars.arrow.MessageColumn;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.MemorySize;

import java.io.Serializable;
import java.util.Objects;
import java.util.Set;

/**
 * What the batches of an Arrow source contain, and how much memory a reader may take to make them;
 * immutable.
 *
 * @param columns columns besides those that are always there
 * @param compression of the buffers in the IPC bytes
 * @param memoryLimit limit of the memory outside the heap for the vectors of a reader, at least 1
 *     MiB. Batches are split so that they fit; a single record larger than about a quarter of the
 *     limit fails the job.
 */
@PublicEvolving
public record ArrowOptions(
        Set<MessageColumn> columns, BodyCompression compression, MemorySize memoryLimit)
        implements Serializable {

    // Declared before the default, whose constructor reads it.
    private static final MemorySize MIN_MEMORY = MemorySize.ofMebiBytes(1);

    /** The columns that are always there, uncompressed, in at most 256 MiB. */
    public static final ArrowOptions DEFAULT =
            new ArrowOptions(Set.of(), BodyCompression.NONE, MemorySize.ofMebiBytes(256));

    /**
     * @throws IllegalArgumentException if the limit is below 1 MiB
     */
    public ArrowOptions {
        columns = Set.copyOf(columns);
        Objects.requireNonNull(compression, "compression");
        if (memoryLimit.compareTo(MIN_MEMORY) < 0) {
            throw new IllegalArgumentException(
                    "Arrow memory limit must be at least 1 MiB, is " + memoryLimit);
        }
    }

    /** The same, with these columns besides those that are always there. */
    public ArrowOptions withColumns(MessageColumn... further) {
        return new ArrowOptions(Set.of(further), compression, memoryLimit);
    }

    /** The same, with the buffers compressed like this. */
    public ArrowOptions withCompression(BodyCompression bodyCompression) {
        return new ArrowOptions(columns, bodyCompression, memoryLimit);
    }

    /** The same, with this limit. */
    public ArrowOptions withMemoryLimit(MemorySize limit) {
        return new ArrowOptions(columns, compression, limit);
    }
}
