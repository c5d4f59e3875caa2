// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import io.kafkars.validation.Explanation;

import org.apache.kafka.common.KafkaException;

import java.util.Map;

/**
 * Explains failures to decompress records because the library of the codec is missing. Kafka's
 * client needs it only when it comes across such records, and then fails with the name of a class.
 */
final class MissingCodec {

    private record Codec(String name, String library) {}

    private static final Map<String, Codec> CODECS_BY_PACKAGE =
            Map.of(
                    "com/github/luben/zstd/",
                    new Codec("zstd", "com.github.luben:zstd-jni"),
                    "net/jpountz/",
                    new Codec("lz4", "at.yawk.lz4:lz4-java"),
                    "org/xerial/snappy/",
                    new Codec("snappy", "org.xerial.snappy:snappy-java"));

    private MissingCodec() {}

    /**
     * An exception that says what to do, if a failure of the client is due to a missing codec; the
     * failure itself if it is not.
     */
    static RuntimeException explain(RuntimeException failure) {
        for (Throwable cause : Causes.of(failure)) {
            if (cause instanceof NoClassDefFoundError error && codec(error) != null) {
                return explained(error, failure);
            }
        }
        return failure;
    }

    /**
     * The same for an error that the client does not wrap.
     *
     * @throws NoClassDefFoundError the error itself, if it is not due to a missing codec
     */
    static RuntimeException explain(NoClassDefFoundError error) {
        if (codec(error) == null) {
            throw error;
        }
        return explained(error, error);
    }

    private static Codec codec(NoClassDefFoundError error) {
        String missing = String.valueOf(error.getMessage());
        return CODECS_BY_PACKAGE.entrySet().stream()
                .filter(entry -> missing.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static KafkaException explained(NoClassDefFoundError error, Throwable failure) {
        Codec codec = codec(error);
        String message =
                String.format(
                        "Fetched records are compressed with %s, and class %s of its library was"
                                + " not found. Add the jar of %s to the job, or with ADD JAR to the"
                                + " SQL session, or put it into Flink's lib directory",
                        codec.name, error.getMessage().replace('/', '.'), codec.library);
        return Explanation.of(new KafkaException(message), failure);
    }
}
