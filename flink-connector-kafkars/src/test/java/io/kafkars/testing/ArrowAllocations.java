// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.arrow.ArrowMemory;

import org.apache.flink.annotation.PublicEvolving;

/**
 * How much memory Arrow's buffers have, for tests that look for a buffer that was not closed. It
 * needs Arrow on the class path. Any thread may call it.
 */
@PublicEvolving
public final class ArrowAllocations {

    private ArrowAllocations() {}

    /** Bytes that the allocators of {@link ArrowMemory} have given out and not got back. */
    public static long bytes() {
        try (var probe = ArrowMemory.newAllocator("probe", 0)) {
            return probe.getRoot().getAllocatedMemory();
        }
    }
}
