// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.arrow;

import io.kafkars.flink.types.LayoutSnapshot;

import org.apache.flink.annotation.Internal;

/** The layout of Arrow batches in checkpoints; {@link ArrowBatchSerializer} says what it is. */
@Internal
public final class ArrowBatchSerializerSnapshot extends LayoutSnapshot<ArrowBatch> {

    private static final int VERSION = 1;

    /** For Flink, when it reads a checkpoint. */
    public ArrowBatchSerializerSnapshot() {
        super("Arrow batches", VERSION, ArrowBatchSerializer::new);
    }
}
