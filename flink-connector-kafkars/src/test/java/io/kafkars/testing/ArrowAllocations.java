package io.kafkars.testing;

import io.kafkars.arrow.ArrowMemory;

/** What all allocators of {@link ArrowMemory} have given out, so that tests find leaks. */
public final class ArrowAllocations {

    private ArrowAllocations() {}

    /** Bytes that are allocated now, of all allocators together. */
    public static long bytes() {
        try (var probe = ArrowMemory.newAllocator("probe", 0)) {
            return probe.getRoot().getAllocatedMemory();
        }
    }
}
