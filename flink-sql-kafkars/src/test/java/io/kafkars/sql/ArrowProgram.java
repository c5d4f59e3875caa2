// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.sql;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Allocates a buffer with the Arrow classes in the jar of its argument, and prints its capacity.
 */
final class ArrowProgram {

    private static final String ARROW = "io.kafkars.shaded.org.apache.arrow.memory.";

    private ArrowProgram() {}

    public static void main(String[] args) throws Exception {
        URL jar = Path.of(args[0]).toUri().toURL();
        try (var loader = new URLClassLoader(new URL[] {jar}, ArrowProgram.class.getClassLoader());
                var allocator =
                        (AutoCloseable)
                                loader.loadClass("io.kafkars.arrow.ArrowMemory")
                                        .getMethod("newAllocator", String.class, long.class)
                                        .invoke(null, "test", 1024L)) {
            Class<?> allocatorType = loader.loadClass(ARROW + "BufferAllocator");
            Object buffer = allocatorType.getMethod("buffer", long.class).invoke(allocator, 16L);
            System.out.println(buffer.getClass().getMethod("capacity").invoke(buffer));
            ((AutoCloseable) buffer).close();
        }
    }
}
