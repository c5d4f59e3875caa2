// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Options that are properties of Kafka's consumer. */
class KafkaPropertiesTest {

    private GivenOptions given;

    private Map<String, String> read(String... options) {
        given = GivenOptions.of(options);
        given.asMap().put("properties.bootstrap.servers", "localhost:1");
        return KafkaProperties.read(given.asMap(), given.problems());
    }

    @Test
    void propertiesLoseTheirPrefixAndOtherOptionsAreLeftOut() {
        assertThat(read("properties.group.id", "g", "topic", "events"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("bootstrap.servers", "localhost:1", "group.id", "g"));
    }

    @Test
    void theOffsetResetIsNotForTheConsumer() {
        assertThat(read("properties.auto.offset.reset", "latest"))
                .doesNotContainKey("auto.offset.reset");
        assertThat(given.found()).isEmpty();
    }

    @Test
    void kafkasClassesAreTranslatedToTheirNamesInThisJar() {
        assertThat(
                        read(
                                "properties.sasl.jaas.config",
                                "org.apache.flink.kafka.shaded."
                                        + PlainLoginModule.class.getName()
                                        + " required;"))
                .containsEntry("sasl.jaas.config", PlainLoginModule.class.getName() + " required;");
    }

    @Test
    void aForcedPropertyMayOnlyHaveItsForcedValue() {
        read("properties.enable.auto.commit", "false");
        assertThat(given.found()).isEmpty();
        read("properties.enable.auto.commit", "true");
        assertThat(given.found())
                .containsExactly(
                        "Option 'properties.enable.auto.commit' cannot be set: the connector needs"
                                + " 'false' there");
    }

    @Test
    void anUnknownPropertyPassesUnlessItLooksMistyped() {
        assertThat(read("properties.my.interceptor.setting", "7"))
                .containsEntry("my.interceptor.setting", "7");
        assertThat(given.found()).isEmpty();
        read("properties.fetch.min.byte", "1");
        assertThat(given.found())
                .singleElement()
                .asString()
                .endsWith("did you mean 'properties.fetch.min.bytes'?");
    }

    @Test
    void aPropertyOfFlinksConnectorIsNotOneOfKafka() {
        assertThat(read("properties.client.id.prefix", "me")).doesNotContainKey("client.id.prefix");
        assertThat(given.found())
                .singleElement()
                .asString()
                .contains("is no property of Kafka: set 'properties.client.id'");
    }
}
