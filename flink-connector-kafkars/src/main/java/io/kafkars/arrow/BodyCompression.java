// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

/** How the buffers of IPC bytes are compressed. All but {@link #NONE} cost a lot of time. */
public enum BodyCompression {
    /** Not at all. */
    NONE,
    /** LZ4 frames; needs {@code arrow-compression} on the class path. */
    LZ4,
    /** Zstandard; needs {@code arrow-compression} and {@code zstd-jni} on the class path. */
    ZSTD
}
