package io.kafkars.arrow;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Where the memory of Arrow vectors comes from: allocators below one root, so that what is
 * outstanding can be seen in one place. Thread-safe.
 */
public final class ArrowMemory {

    private static final String OPEN_FLAG = "--add-opens=java.base/java.nio=ALL-UNNAMED";

    private ArrowMemory() {}

    /**
     * A new allocator; the caller closes it, which fails if anything allocated from it is still
     * open.
     *
     * @param name shows in Arrow's messages
     * @param limit most bytes that it gives at a time
     * @throws IllegalStateException if Arrow is not on the class path, or if this JVM does not let
     *     it into {@code java.nio}; the message says what to add, and where
     */
    public static BufferAllocator newAllocator(String name, long limit) {
        checkUsable();
        return Root.ALLOCATOR.newChildAllocator(name, 0, limit);
    }

    /** Bytes that are allocated now, of all allocators together. */
    public static long allocatedBytes() {
        return Root.ALLOCATOR.getAllocatedMemory();
    }

    /**
     * Arrow itself finds out in a static initialiser, after which every use of it fails with a
     * {@link NoClassDefFoundError} that says nothing.
     *
     * @throws IllegalStateException as {@link #newAllocator} does
     */
    public static void checkUsable() {
        Module arrow;
        try {
            // Naming the class loads it, but does not run its initialiser.
            arrow = MemoryUtil.class.getModule();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "Arrow is not on the class path: add org.apache.arrow:arrow-vector and"
                            + " org.apache.arrow:arrow-memory-unsafe to the job",
                    e);
        }
        if (!Object.class.getModule().isOpen("java.nio", arrow)) {
            throw new IllegalStateException(
                    "Arrow needs access to java.nio, which this JVM does not give: start it with "
                            + OPEN_FLAG
                            + ". On a Flink cluster the flag belongs into env.java.opts.all of"
                            + " config.yaml, which holds it unless the option was replaced; for a"
                            + " job that runs in the JVM that starts it, as in an IDE or in a test,"
                            + " into the VM options of that JVM.");
        }
    }

    /** Made when it is first used, and so behind the check. */
    private static final class Root {
        private static final BufferAllocator ALLOCATOR = new RootAllocator();
    }
}
