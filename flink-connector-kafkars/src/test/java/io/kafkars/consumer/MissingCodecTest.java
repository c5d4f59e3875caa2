// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.consumer;

import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MissingCodecTest {

    @ParameterizedTest
    @CsvSource({
        "com/github/luben/zstd/BufferPool, zstd, com.github.luben:zstd-jni",
        "net/jpountz/lz4/LZ4Exception, lz4, at.yawk.lz4:lz4-java",
        "org/xerial/snappy/SnappyInputStream, snappy, org.xerial.snappy:snappy-java"
    })
    void theLibraryOfTheCodecIsNamed(String missing, String codec, String library) {
        var error = new NoClassDefFoundError(missing);

        assertThat(MissingCodec.explain(error))
                .hasNoCause()
                .hasSuppressedException(error)
                .hasMessage(
                        "Fetched records are compressed with %s, and class %s of its library was"
                                + " not found. Add the jar of %s to the job, or with ADD JAR to the"
                                + " SQL session, or put it into Flink's lib directory",
                        codec, missing.replace('/', '.'), library);
    }

    @Test
    void theErrorIsFoundInsideWhatTheClientThrows() {
        var failure =
                new KafkaException(
                        "next record",
                        new KafkaException(new NoClassDefFoundError("net/jpountz/lz4/LZ4Factory")));

        Throwable explained = MissingCodec.explain(failure);
        assertThat(explained)
                .hasNoCause()
                .hasMessageStartingWith("Fetched records are compressed with lz4, and class");
        assertThat(explained.getSuppressed())
                .extracting(Throwable::toString)
                .contains(failure.toString(), failure.getCause().getCause().toString());
        var other = new KafkaException("next record", new IllegalStateException("corrupt"));
        assertThat(MissingCodec.explain(other)).isSameAs(other);
    }

    @Test
    void anErrorThatIsNotDueToACodecIsThrown() {
        var error = new NoClassDefFoundError("org/jose4j/jwt/JwtClaims");

        assertThatThrownBy(() -> MissingCodec.explain(error)).isSameAs(error);
        var nameless = new NoClassDefFoundError();
        assertThatThrownBy(() -> MissingCodec.explain(nameless)).isSameAs(nameless);
    }
}
