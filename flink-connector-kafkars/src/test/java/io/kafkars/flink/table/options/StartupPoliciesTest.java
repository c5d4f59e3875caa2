// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.OffsetPolicy.Fallback;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Each startup mode, and the policy that it becomes. */
class StartupPoliciesTest {

    private static final ZoneId SESSION_ZONE = ZoneId.of("Asia/Tokyo");

    private GivenOptions given;

    private Optional<OffsetPolicy> policy(String... options) {
        return policy(true, options);
    }

    private Optional<OffsetPolicy> policy(boolean singleTopic, String... options) {
        given = GivenOptions.of(options);
        return new StartupPolicies(given.reader(), SESSION_ZONE).read(given.reader(), singleTopic);
    }

    @Test
    void withoutAModeTheGroupDecidesIfThereIsOne() {
        assertThat(policy()).contains(OffsetPolicy.earliest());
        assertThat(policy("properties.group.id", "g"))
                .contains(OffsetPolicy.committed(Fallback.EARLIEST));
    }

    @Test
    void aModeBecomesItsPolicy() {
        assertThat(policy("scan.startup.mode", "earliest-offset"))
                .contains(OffsetPolicy.earliest());
        assertThat(policy("scan.startup.mode", "latest-offset")).contains(OffsetPolicy.latest());
        assertThat(
                        policy(
                                "scan.startup.mode", "timestamp",
                                "scan.startup.timestamp-millis", "5"))
                .contains(OffsetPolicy.absoluteTime(Instant.ofEpochMilli(5)));
        assertThat(
                        policy(
                                "scan.startup.mode", "relative-time",
                                "scan.startup.relative-time", "1 h"))
                .contains(OffsetPolicy.relativeTime(Duration.ofHours(1)));
    }

    @Test
    void aDayStartsAtMidnightInTheZoneOfTheSession() {
        assertThat(policy("scan.startup.mode", "start-of-day"))
                .contains(OffsetPolicy.startOfDay(LocalTime.MIDNIGHT, SESSION_ZONE));
        assertThat(
                        policy(
                                "scan.startup.mode", "start-of-day",
                                "scan.startup.time-of-day", "08:30",
                                "scan.startup.time-zone", "Europe/Paris"))
                .contains(OffsetPolicy.startOfDay(LocalTime.of(8, 30), ZoneId.of("Europe/Paris")));
    }

    @Test
    void partitionsThatAreNotNamedStartAtTheEarliestOffset() {
        assertThat(
                        policy(
                                "scan.startup.mode", "specific-offsets",
                                "scan.startup.specific-offsets",
                                        "partition:0,offset:42;partition:1,offset:latest"))
                .contains(
                        OffsetPolicy.perPartition(
                                Map.of(0, OffsetPolicy.atOffset(42), 1, OffsetPolicy.latest()),
                                OffsetPolicy.earliest()));
    }

    @Test
    void specificOffsetsAreForASingleTopic() {
        policy(
                false,
                "scan.startup.mode",
                "specific-offsets",
                "scan.startup.specific-offsets",
                "partition:0,offset:42");
        assertThat(given.found())
                .singleElement()
                .asString()
                .contains("which is for a single topic: use 'scan.startup.topic.<topic>.mode'");
    }

    @Test
    void aModeNeedsItsOption() {
        assertThat(policy("scan.startup.mode", "timestamp")).isEmpty();
        assertThat(given.found())
                .containsExactly(
                        "Option 'scan.startup.mode' is 'timestamp', which needs option"
                                + " 'scan.startup.timestamp-millis'");
        policy("scan.startup.mode", "group-offsets");
        assertThat(given.found())
                .containsExactly(
                        "Option 'scan.startup.mode' is 'group-offsets', which needs option"
                                + " 'properties.group.id'");
    }

    // Groups without offsets

    @Test
    void groupOffsetsFailWhereThereAreNoneUnlessTheResetSaysOtherwise() {
        String[] group = {"scan.startup.mode", "group-offsets", "properties.group.id", "g"};
        assertThat(policy(group)).contains(OffsetPolicy.committed(Fallback.FAIL));
        for (var reset :
                Map.of(
                                "earliest", Fallback.EARLIEST,
                                "LATEST", Fallback.LATEST,
                                "none", Fallback.FAIL)
                        .entrySet()) {
            assertThat(
                            policy(
                                    "scan.startup.mode",
                                    "group-offsets",
                                    "properties.group.id",
                                    "g",
                                    "properties.auto.offset.reset",
                                    reset.getKey()))
                    .contains(OffsetPolicy.committed(reset.getValue()));
        }
    }

    @Test
    void aResetThatNoTopicUsesIsRefused() {
        given = GivenOptions.of("properties.auto.offset.reset", "latest");
        var policies = new StartupPolicies(given.reader(), SESSION_ZONE);
        policies.read(given.reader(), true);
        policies.requireUseOfReset();

        assertThat(given.found())
                .singleElement()
                .asString()
                .contains("is for topics that start at 'group-offsets', and there is none");
    }
}
