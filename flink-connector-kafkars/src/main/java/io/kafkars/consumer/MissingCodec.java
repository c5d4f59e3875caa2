package io.kafkars.consumer;

import org.apache.kafka.common.KafkaException;

import java.util.Map;

/**
 * Records are compressed with a codec whose library is not there. Kafka's client needs one only
 * when it meets such records, and then fails with the name of a class.
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

    /** What to do about it; the error itself if it is about another class. */
    static KafkaException explain(NoClassDefFoundError error) {
        String missing = String.valueOf(error.getMessage());
        for (var entry : CODECS_BY_PACKAGE.entrySet()) {
            if (missing.startsWith(entry.getKey())) {
                Codec codec = entry.getValue();
                return new KafkaException(
                        String.format(
                                "Fetched records are compressed with %s, and class %s of its"
                                        + " library was not found. Add the jar of %s to the job, or"
                                        + " with ADD JAR to the SQL session, or put it into Flink's"
                                        + " lib directory",
                                codec.name, missing.replace('/', '.'), codec.library),
                        error);
            }
        }
        throw error;
    }
}
