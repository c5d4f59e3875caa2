// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the replay of a table ends, and whether the table does. */
class EndOptionsTest {

    private static final List<SourceTopic> ONE_TOPIC = List.of(SourceTopic.earliest("a"));

    private GivenOptions given;

    private EndOptions end(String... options) {
        return end(ONE_TOPIC, options);
    }

    private EndOptions end(List<SourceTopic> topics, String... options) {
        given = GivenOptions.of(options);
        return EndOptions.read(given.reader(), topics);
    }

    @Test
    void byDefaultTheReplayEndsAtTheLatestOffsetAndTheTableDoesNot() {
        assertThat(end()).isEqualTo(new EndOptions(ReplayEnd.latest(), false));
    }

    @Test
    void aReplayEndDoesNotEndTheTable() {
        assertThat(
                        end(
                                "scan.replay.end.mode", "timestamp",
                                "scan.replay.end.timestamp-millis", "5"))
                .isEqualTo(new EndOptions(ReplayEnd.timestamp(Instant.ofEpochMilli(5)), false));
    }

    @Test
    void aBoundedTableEndsWithItsReplay() {
        assertThat(end("scan.bounded.mode", "latest-offset"))
                .isEqualTo(new EndOptions(ReplayEnd.latest(), true));
        assertThat(end("scan.bounded.mode", "group-offsets", "properties.group.id", "g"))
                .isEqualTo(new EndOptions(ReplayEnd.committed(), true));
        assertThat(
                        end(
                                "scan.bounded.mode", "replay-end",
                                "scan.replay.end.mode", "timestamp",
                                "scan.replay.end.timestamp-millis", "5"))
                .isEqualTo(new EndOptions(ReplayEnd.timestamp(Instant.ofEpochMilli(5)), true));
        assertThat(given.found()).isEmpty();
    }

    @Test
    void partitionsThatAreNotNamedEndAtTheirLatestOffset() {
        assertThat(
                        end(
                                "scan.bounded.mode",
                                "specific-offsets",
                                "scan.bounded.specific-offsets",
                                "partition:0,offset:42;partition:1,offset:latest"))
                .isEqualTo(new EndOptions(ReplayEnd.offsets("a", Map.of(0, 42L)), true));
    }

    @Test
    void specificOffsetsAreForATableOfASingleTopic() {
        end(
                List.of(SourceTopic.earliest("a"), SourceTopic.earliest("b")),
                "scan.bounded.mode",
                "specific-offsets",
                "scan.bounded.specific-offsets",
                "partition:0,offset:42");
        assertThat(given.found())
                .containsExactly(
                        "Option 'scan.bounded.mode' is 'specific-offsets', which is for a table of"
                                + " a single topic");
    }

    @Test
    void aProblemLeavesTheLatestOffset() {
        assertThat(end("scan.bounded.mode", "timestamp"))
                .isEqualTo(new EndOptions(ReplayEnd.latest(), true));
        assertThat(given.found())
                .containsExactly(
                        "Option 'scan.bounded.mode' is 'timestamp', which needs option"
                                + " 'scan.bounded.timestamp-millis'");
    }

    @Test
    void onlyOneOptionMaySayWhereTheReplayEnds() {
        end("scan.bounded.mode", "latest-offset", "scan.replay.end.mode", "latest-offset");
        assertThat(given.found())
                .singleElement()
                .asString()
                .contains("both say where the replay ends");
    }
}
