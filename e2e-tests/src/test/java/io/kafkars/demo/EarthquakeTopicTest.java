// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EarthquakeTopicTest {

    private final EarthquakeTopic topic = EarthquakeTopic.fromFile();

    @Test
    void theFileHoldsAWeekOfDistinctEarthquakes() {
        assertThat(topic.earthquakes())
                .hasSize(1707)
                .extracting(Earthquake::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void eachSeismicNetworkHasAPartitionInTheOrderOfTheNames() {
        assertThat(topic.networks())
                .containsExactly(
                        "ak", "ci", "hv", "mb", "nc", "nm", "nn", "pr", "se", "us", "uu", "uw");
    }

    @Test
    void theMagnitudeMayBeAbsentOrNull() {
        assertThat(Earthquake.parse("{\"id\":\"a\",\"net\":\"b\",\"time\":5}").magnitude())
                .isNull();
        assertThat(
                        Earthquake.parse("{\"id\":\"a\",\"net\":\"b\",\"time\":5,\"mag\":null}")
                                .observation())
                .isEqualTo(Observation.at(5));
    }

    @Test
    void aLineThatIsNoEarthquakeIsNamed() {
        assertThatThrownBy(() -> Earthquake.parse("{\"id\":\"a\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not an earthquake: {\"id\":\"a\"}");
        assertThatThrownBy(() -> Earthquake.parse("{"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
