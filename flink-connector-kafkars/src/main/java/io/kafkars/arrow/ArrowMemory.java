// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.validation.Explanation;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

import java.util.Objects;

/**
 * The source of memory for Arrow vectors: allocators below one root, whose {@link
 * BufferAllocator#getRoot} shows what all of them have given out. Thread-safe.
 */
public final class ArrowMemory {

    private static final String OPEN_FLAG = "--add-opens=java.base/java.nio=ALL-UNNAMED";

    private ArrowMemory() {}

    /**
     * A new allocator. The caller closes it, which fails if anything allocated from it is still
     * open.
     *
     * @param name appears in Arrow's messages
     * @param limit maximum number of bytes allocated at a time
     * @throws IllegalStateException if Arrow is not on the class path, or if this JVM does not open
     *     {@code java.nio} to it; the message says what to add, and where
     */
    public static BufferAllocator newAllocator(String name, long limit) {
        checkUsable();
        try {
            return Root.ALLOCATOR.newChildAllocator(name, 0, limit);
        } catch (LinkageError e) {
            throw Explanation.of(
                    new IllegalStateException(
                            "Arrow cannot allocate memory: add org.apache.arrow:arrow-memory-unsafe"
                                    + " to the job, in the version of arrow-vector. Found: "
                                    + Explanation.reason(e)),
                    e);
        }
    }

    /**
     * Checks that Arrow can be used. Arrow's own check is in a static initialiser, after whose
     * failure each use fails with a {@link NoClassDefFoundError} that explains nothing.
     *
     * @throws IllegalStateException as {@link #newAllocator} does
     */
    public static void checkUsable() {
        if (!Object.class.getModule().isOpen("java.nio", module())) {
            throw new IllegalStateException(
                    "Arrow needs access to java.nio, which this JVM does not grant: start it with "
                            + OPEN_FLAG
                            + ". On a Flink cluster the flag belongs in env.java.opts.all of"
                            + " config.yaml, which has it unless the option was replaced. For a job"
                            + " that runs in the JVM that starts it, as in an IDE or in a test, it"
                            + " belongs in the VM options of that JVM.");
        }
    }

    /**
     * Checks that the libraries of Arrow are there, as the program that describes a job can.
     *
     * @throws IllegalStateException if they are not; the message says what to add
     */
    public static void checkOnClassPath() {
        module();
    }

    private static Module module() {
        try {
            // Naming a class loads it, but does not run its initialiser.
            Objects.requireNonNull(FieldVector.class);
            return MemoryUtil.class.getModule();
        } catch (NoClassDefFoundError e) {
            throw Explanation.of(
                    new IllegalStateException(
                            "Arrow is not on the class path: add org.apache.arrow:arrow-vector and"
                                    + " org.apache.arrow:arrow-memory-unsafe to the job"),
                    e);
        }
    }

    /** Initialised at its first use, and so after the check. */
    private static final class Root {
        private static final BufferAllocator ALLOCATOR = new RootAllocator();
    }
}
