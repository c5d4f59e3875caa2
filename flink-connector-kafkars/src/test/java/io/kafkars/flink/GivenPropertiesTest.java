// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.merge.MergeSettings;
import io.kafkars.validation.Problems;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

/** The properties of Kafka's consumer that a builder was given. */
class GivenPropertiesTest {

    private final GivenProperties given = new GivenProperties();

    private List<String> problems() {
        var problems = new Problems();
        given.check(problems);
        return problems.found();
    }

    @Test
    void theDefaultsOfGivenPropertiesCount() {
        var defaults = new Properties();
        defaults.setProperty("bootstrap.servers", "localhost:1");
        defaults.setProperty("group.id", "default");
        var properties = new Properties(defaults);
        properties.setProperty("group.id", "own");

        given.putAll(properties);

        assertThat(problems()).isEmpty();
        assertThat(given.groupId()).contains("own");
        assertThat(given.checked().bootstrapServers()).isEqualTo("localhost:1");
    }

    @Test
    void theLastValueCounts() {
        given.put("bootstrap.servers", "localhost:1");
        given.put("max.poll.records", "1");
        given.put("max.poll.records", "2");

        assertThat(given.checked().forConsumer("0", 1, MergeSettings.DEFAULT, false))
                .containsEntry("max.poll.records", "2");
    }

    @Test
    void aGroupIdThatIsNotAStringIsReportedAndIgnored() {
        var properties = new Properties();
        properties.put("group.id", 7);
        given.putAll(properties);

        assertThat(given.groupId()).isEmpty();
        assertThat(problems())
                .contains(
                        "Value of property 'group.id' must be a string, is of type"
                                + " java.lang.Integer");
    }

    @Test
    void aPropertyOfFlinksConnectorIsRefusedAndTheMessageNamesTheSetter() {
        given.put("bootstrap.servers", "localhost:1");
        given.put("client.id.prefix", "me");

        assertThat(problems())
                .singleElement()
                .asString()
                .endsWith("is an option of the source, not of Kafka: use setClientIdPrefix");
    }
}
