// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import io.kafkars.arrow.ArrowMemory;

import org.apache.flink.annotation.PublicEvolving;

/**
 * How much memory Arrow's buffers take, for tests that check that every buffer was closed. It needs
 * Arrow on the class path. Any thread may call it.
 */
@PublicEvolving
public final class ArrowAllocations {

    private ArrowAllocations() {}

    /** The bytes that are allocated now from the allocators of {@link ArrowMemory}. */
    public static long bytes() {
        try (var probe = ArrowMemory.newAllocator("probe", 0)) {
            return probe.getRoot().getAllocatedMemory();
        }
    }
}
