// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.SourceTopic;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The topics of a table, each with its own start. */
class StartupOptionsTest {

    private GivenOptions given;

    private List<SourceTopic> topics(String... options) {
        given = GivenOptions.of(options);
        return new StartupOptions(given.asMap(), given.reader(), ZoneOffset.UTC).topics();
    }

    @Test
    void topicsStartAsTheTableDoesUnlessTheyHaveTheirOwnOptions() {
        assertThat(
                        topics(
                                "topic", "a;b",
                                "scan.startup.mode", "latest-offset",
                                "scan.startup.topic.b.mode", "relative-time",
                                "scan.startup.topic.b.relative-time", "1 h"))
                .containsExactly(
                        SourceTopic.latest("a"),
                        SourceTopic.relativeTime("b", Duration.ofHours(1)));
        assertThat(given.found()).isEmpty();
    }

    @Test
    void aTopicMayHaveDotsInItsName() {
        assertThat(topics("topic", "a.b", "scan.startup.topic.a.b.mode", "latest-offset"))
                .containsExactly(SourceTopic.latest("a.b"));
    }

    @Test
    void aTopicOfAPatternWithItsOwnOptionsIsReadByName() {
        assertThat(
                        topics(
                                "topic-pattern", "s-.*",
                                "scan.startup.topic.s-1.mode", "latest-offset"))
                .extracting(SourceTopic::toString)
                .satisfiesExactly(
                        named -> assertThat(named).isEqualTo(SourceTopic.latest("s-1").toString()),
                        pattern -> assertThat(pattern).contains("s-.*").contains("earliest"));
    }

    @Test
    void specificOffsetsMayBeThoseOfOneTopicOfSeveral() {
        assertThat(
                        topics(
                                "topic", "a;b",
                                "scan.startup.topic.b.mode", "specific-offsets",
                                "scan.startup.topic.b.specific-offsets", "partition:0,offset:4"))
                .containsExactly(
                        SourceTopic.earliest("a"),
                        SourceTopic.offsets(
                                "b", Map.of(0, OffsetPolicy.atOffset(4)), OffsetPolicy.earliest()));
        assertThat(given.found()).isEmpty();
    }

    @Test
    void partitionsAreThoseOfEachTopic() {
        assertThat(topics("topic", "a;b", "scan.partitions", "3;0"))
                .containsExactly(
                        SourceTopic.earliest("a").partitions(0, 3),
                        SourceTopic.earliest("b").partitions(0, 3));
    }

    @Test
    void thereMustBeNamesOrAPatternAndNotBoth() {
        topics();
        assertThat(given.found()).singleElement().asString().endsWith("required, none is given");
        topics("topic", "a", "topic-pattern", "a.*");
        assertThat(given.found()).singleElement().asString().endsWith("required, both are given");
    }

    @Test
    void anOptionForATopicMustBeKnownAndUsed() {
        topics(
                "topic",
                "events",
                "scan.startup.topic.evnts.mode",
                "latest-offset",
                "scan.startup.topic.events.mod",
                "latest-offset",
                "scan.startup.topic.events.relative-time",
                "1 h");
        assertThat(given.found())
                .satisfiesExactly(
                        unknown ->
                                assertThat(unknown)
                                        .startsWith(
                                                "Option 'scan.startup.topic.events.mod' is unknown:"
                                                        + " 'scan.startup.topic.' must be followed"
                                                        + " by the name of a topic, a dot, and one"
                                                        + " of [mode,"),
                        notRead ->
                                assertThat(notRead)
                                        .endsWith(
                                                "which the table does not read; did you mean"
                                                        + " 'events'?"),
                        unused -> assertThat(unused).contains("relative-time' has no effect"));
    }
}
