package io.kafkars.flink.table;

import org.apache.kafka.clients.consumer.ConsumerConfig;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of Kafka's own classes in properties, such as a login module. In the SQL jar these classes
 * are relocated, as they are, elsewhere, in that of Flink's Kafka connector; a table names them as
 * Kafka does, or as either jar does, and means the class that is here.
 */
final class KafkaClassNames {

    // Relocating the jar's classes changes texts too that begin with a relocated name; not these.
    private static final Pattern OF_KAFKA =
            Pattern.compile(
                    "(?<![\\w.$\"'=])(?:org\\.apache\\.flink\\.kafka\\.shaded\\."
                            + "|io\\.kafkars\\.shaded\\.)?org\\.apache\\.kafka\\.");

    /** The package of Kafka's classes here, with a dot at the end. */
    private static final String HERE =
            ConsumerConfig.class.getPackageName().replaceFirst("clients\\.consumer$", "");

    private KafkaClassNames() {}

    /** Whether the property has names of classes, or a login module with options. */
    static boolean arePartOf(String property) {
        return property.endsWith("sasl.jaas.config")
                || property.endsWith(".class")
                || property.endsWith(".classes")
                || property.endsWith("metric.reporters")
                || property.endsWith("partition.assignment.strategy")
                || property.endsWith("security.providers");
    }

    /** The value with the names of Kafka's classes as they are here. Texts in quotes stay. */
    static String here(String value) {
        return OF_KAFKA.matcher(value).replaceAll(Matcher.quoteReplacement(HERE));
    }
}
