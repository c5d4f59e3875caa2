// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;

/** How the buffers of IPC bytes are compressed. All but {@link #NONE} cost a lot of time. */
public enum BodyCompression {
    /** Not at all. */
    NONE,
    /** LZ4 frames; needs {@code arrow-compression} on the class path. */
    LZ4,
    /** Zstandard; needs {@code arrow-compression} and {@code zstd-jni} on the class path. */
    ZSTD;

    private static final String ZSTD_LIBRARY = "com.github.luben.zstd.Zstd";

    /**
     * @throws IllegalStateException if its library is not on the class path
     */
    CompressionCodec codec() {
        return switch (this) {
            case NONE -> NoCompressionCodec.INSTANCE;
            case LZ4 -> create(CodecType.LZ4_FRAME);
            case ZSTD -> create(CodecType.ZSTD);
        };
    }

    private static CompressionCodec create(CodecType type) {
        try {
            if (type == CodecType.ZSTD) {
                // Otherwise the first buffer would fail, with an error that explains nothing.
                Class.forName(ZSTD_LIBRARY, false, BodyCompression.class.getClassLoader());
            }
            return CommonsCompressionFactory.INSTANCE.createCodec(type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "Arrow buffers compressed as ZSTD need com.github.luben:zstd-jni on the class"
                            + " path: add its jar to the job, or with ADD JAR to the SQL session,"
                            + " or put it into Flink's lib directory",
                    e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "Arrow buffers compressed as "
                            + type
                            + " need org.apache.arrow:arrow-compression on the class path",
                    e);
        }
    }

    /** Decompresses buffers of any compression. */
    static CompressionCodec.Factory anyCodec() {
        return new CompressionCodec.Factory() {
            @Override
            public CompressionCodec createCodec(CodecType type) {
                return type == CodecType.NO_COMPRESSION
                        ? NoCompressionCodec.INSTANCE
                        : create(type);
            }

            @Override
            public CompressionCodec createCodec(CodecType type, int level) {
                return createCodec(type);
            }
        };
    }
}
