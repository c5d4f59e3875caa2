// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import io.kafkars.validation.Explanation;

import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;

/**
 * Arrow's codecs. They are not part of {@link BodyCompression}, so that a job can be configured,
 * and told what it lacks, where Arrow is not on the class path.
 */
final class Codecs {

    private static final String ZSTD_LIBRARY = "com.github.luben.zstd.Zstd";

    private Codecs() {}

    /**
     * @throws IllegalStateException if its library is not on the class path
     */
    static CompressionCodec of(BodyCompression compression) {
        return switch (compression) {
            case NONE -> NoCompressionCodec.INSTANCE;
            case LZ4 -> create(CodecType.LZ4_FRAME);
            case ZSTD -> create(CodecType.ZSTD);
        };
    }

    private static CompressionCodec create(CodecType type) {
        try {
            if (type == CodecType.ZSTD) {
                // Otherwise the first buffer would fail, with an error that explains nothing.
                Class.forName(ZSTD_LIBRARY, false, Codecs.class.getClassLoader());
            }
            return CommonsCompressionFactory.INSTANCE.createCodec(type);
        } catch (ClassNotFoundException e) {
            throw Explanation.of(
                    new IllegalStateException(
                            "Arrow buffers compressed as ZSTD need com.github.luben:zstd-jni on the"
                                    + " class path: add its jar to the job, or with ADD JAR to the"
                                    + " SQL session, or put it into Flink's lib directory"),
                    e);
        } catch (NoClassDefFoundError e) {
            throw Explanation.of(
                    new IllegalStateException(
                            "Arrow buffers compressed as "
                                    + type
                                    + " need org.apache.arrow:arrow-compression on the class path:"
                                    + " add its jar to the job, or put it into Flink's lib"
                                    + " directory"),
                    e);
        }
    }

    /** Decompresses buffers of any compression. */
    static CompressionCodec.Factory any() {
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
