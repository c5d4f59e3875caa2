// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.apache.flink.configuration.ConfigOption;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Each option belongs to one group. */
class OptionGroupsTest {

    @Test
    void eachOptionIsInOneOfThreeGroups() {
        assertThat(keys(OptionGroups.REQUIRED)).containsExactly("properties.bootstrap.servers");
        assertThat(keys(OptionGroups.FORMAT)).allMatch(key -> key.matches(".*(format|fields).*"));
        assertThat(keys(OptionGroups.SCAN))
                .allMatch(key -> key.matches("topic.*|scan\\..*|properties\\.group\\.id"))
                .contains("topic", "scan.parallelism", "scan.batch-size");
    }

    @Test
    void anOptionIsForwardedUnlessAPlanFixesIt() {
        assertThat(keys(OptionGroups.FORWARDED))
                .contains("properties.bootstrap.servers", "topic", "scan.batch-size")
                .doesNotContainAnyElementsOf(keys(OptionGroups.FORMAT));
        assertThat(keys(OptionGroups.SCAN))
                .filteredOn(key -> !keys(OptionGroups.FORWARDED).contains(key))
                .containsExactlyInAnyOrder(
                        "scan.partitions",
                        "scan.bounded.mode",
                        "scan.bounded.timestamp-millis",
                        "scan.bounded.specific-offsets",
                        "scan.replay.end.mode",
                        "scan.replay.end.timestamp-millis",
                        "scan.replay.end.specific-offsets",
                        "scan.filter.push-down",
                        "scan.filter.max-disorder");
    }

    private static Set<String> keys(Set<ConfigOption<?>> options) {
        return options.stream().map(ConfigOption::key).collect(Collectors.toSet());
    }
}
