// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.kafka.clients.consumer.ConsumerConfig;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the names of Kafka's own classes in properties, such as a login module. In the SQL jar
 * these classes are relocated, and so they are, to another package, in the SQL jar of Flink's Kafka
 * connector. A table may use Kafka's name or that of either jar, and gets the class that is here.
 */
final class KafkaClassNames {

    // The shade plugin also relocates string literals that begin with a relocated name. These do
    // not, so they stay as they are.
    private static final Pattern OF_KAFKA =
            Pattern.compile(
                    "(?<![\\w.$\"'=])(?:org\\.apache\\.flink\\.kafka\\.shaded\\."
                            + "|io\\.kafkars\\.shaded\\.)?org\\.apache\\.kafka\\.");

    /** Prefix of the names that Kafka's classes have here. */
    private static final String HERE =
            ConsumerConfig.class.getPackageName().replaceFirst("clients\\.consumer$", "");

    private KafkaClassNames() {}

    /** Whether values of the property contain names of classes. */
    static boolean arePartOf(String property) {
        return property.endsWith("sasl.jaas.config")
                || property.endsWith(".class")
                || property.endsWith(".classes")
                || property.endsWith("metric.reporters")
                || property.endsWith("partition.assignment.strategy")
                || property.endsWith("security.providers");
    }

    /** The value with the names of Kafka's classes as they are here; quoted text is unchanged. */
    static String here(String value) {
        return OF_KAFKA.matcher(value).replaceAll(Matcher.quoteReplacement(HERE));
    }
}
