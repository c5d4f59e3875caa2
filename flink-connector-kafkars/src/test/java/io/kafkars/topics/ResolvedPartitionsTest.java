// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.topics.OffsetPolicy.Fallback;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static io.kafkars.topics.Resolving.bounds;
import static io.kafkars.topics.Resolving.problems;
import static io.kafkars.topics.Resolving.resolve;
import static io.kafkars.topics.Resolving.resolver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

/** Which partitions a resolver selects at the start, and which it finds later. */
class ResolvedPartitionsTest {

    private static final ReplayEnd LATEST = ReplayEnd.latest();

    private final FakeOffsetLookup kafka = new FakeOffsetLookup();

    // Selected partitions

    @Test
    void onlySelectedPartitionsAreRead() {
        kafka.topic("events", 4);
        assertThat(bounds(resolve(kafka, LATEST, SourceTopic.earliest("events").partitions(3, 1))))
                .containsOnlyKeys("events-1", "events-3");
    }

    @Test
    void aPartitionCarriesTheIdOfItsTopic() {
        kafka.topic("a", 1).topic("b", 1);
        assertThat(
                        resolve(kafka, LATEST, SourceTopic.latest("b"), SourceTopic.latest("a"))
                                .partitions())
                .extracting(ResolvedPartition::topicId)
                .containsExactly(kafka.topicId("a"), kafka.topicId("b"));
    }

    @Test
    void aNameTakesPrecedenceOverPatternsAndAPatternOverLaterOnes() {
        kafka.topic("a1", 1).topic("a2", 1).topic("a3", 1).topic("ba", 1);
        assertThat(
                        bounds(
                                resolve(
                                        kafka,
                                        LATEST,
                                        SourceTopic.matching(
                                                Pattern.compile("a[12]"),
                                                OffsetPolicy.atOffset(11)),
                                        SourceTopic.matching(
                                                Pattern.compile("a\\d"), OffsetPolicy.atOffset(12)),
                                        SourceTopic.latest("a2"))))
                .containsExactly(
                        Map.entry("a1-0", "11..20"),
                        Map.entry("a2-0", "20..20"),
                        Map.entry("a3-0", "12..20"));
        assertThat(kafka.calls).startsWith("topics", "describe").doesNotHaveDuplicates();
    }

    @Test
    void aPatternThatMatchesNothingIsNoProblem() {
        kafka.topic("other", 1);
        var none = SourceTopic.matching(Pattern.compile("sensor-.*"), OffsetPolicy.earliest());
        assertThat(resolve(kafka, LATEST, none).partitions()).isEmpty();
        assertThat(kafka.calls).containsExactly("topics");
    }

    @Test
    void aPatternsPartitionsMayBeMissingInSomeTopics() {
        kafka.topic("s1", 1).topic("s2", 3);
        var pattern = SourceTopic.matching(Pattern.compile("s."), OffsetPolicy.earliest());
        assertThat(bounds(resolve(kafka, LATEST, pattern.partitions(2)))).containsOnlyKeys("s2-2");
    }

    @Test
    void allProblemsAreInOneMessage() {
        kafka.topic("known", 3).topic("none", 0).unauthorised("secret");
        assertThatThrownBy(
                        () ->
                                resolver(
                                                kafka,
                                                ReplayEnd.committed(),
                                                Optional.empty(),
                                                SourceTopic.offsets(
                                                        "known", Map.of(0, 99L, 1, 1L, 6, 7L)),
                                                SourceTopic.earliest("none"),
                                                SourceTopic.earliest("secret"),
                                                SourceTopic.committed("unknown", Fallback.FAIL))
                                        .resolve())
                .asInstanceOf(throwable(ResolveException.class))
                .hasMessageStartingWith("Cannot resolve the partitions and offsets to read:\n  - ")
                .extracting(ResolveException::problems)
                .asInstanceOf(list(String.class))
                .containsExactly(
                        "Topic 'unknown' starts at the offsets of a consumer group, but there is"
                                + " none: set group.id",
                        "The replay ends at the offsets of a consumer group, but there is none:"
                                + " set group.id",
                        "Topic 'secret': not authorised",
                        "Topic 'known' has no partition 6: its partitions are 0 to 2",
                        "Topic 'none' has no partitions",
                        "Topic 'unknown' does not exist: create it, or correct the name",
                        "Topic 'known', partition 0: cannot start at offset 99: must be from"
                                + " 10, the earliest offset, to 20, the end",
                        "Topic 'known', partition 1: cannot start at offset 1: must be from"
                                + " 10, the earliest offset, to 20, the end");
    }

    @Test
    void noTopicsAreAProblem() {
        assertThat(problems(kafka, LATEST))
                .singleElement()
                .asString()
                .startsWith("No topic to read");
        assertThat(kafka.calls).isEmpty();
    }

    // Partitions found later

    @Test
    void aPartitionFoundWhilePrimingIsReplayedFromItsEarliestToItsEnd() {
        kafka.topic("events", 1);
        var resolver = resolver(kafka, LATEST, Optional.empty(), SourceTopic.latest("events"));
        var known = resolver.resolve();
        kafka.topic("events", 3);
        kafka.calls.clear();
        assertThat(bounds(resolver.resolveDiscovered(ids(known), false).added()))
                .containsExactly(Map.entry("events-1", "10..20"), Map.entry("events-2", "10..20"));
        assertThat(kafka.calls).containsExactly("describe", "end", "earliest");
    }

    @Test
    void aPartitionFoundWhenLiveIsLiveAtItsEarliest() {
        kafka.topic("events", 1);
        var resolver = resolver(kafka, LATEST, Optional.empty(), SourceTopic.latest("events"));
        var known = resolver.resolve();
        kafka.topic("events", 2);
        kafka.calls.clear();
        var found = resolver.resolveDiscovered(ids(known), true).added();
        assertThat(bounds(found)).containsExactly(Map.entry("events-1", "10..10"));
        assertThat(kafka.calls).containsExactly("describe", "earliest");
    }

    @Test
    void aListingWithoutNewPartitionsIsOneRequest() {
        kafka.topic("events", 2);
        var resolver = resolver(kafka, LATEST, Optional.empty(), SourceTopic.earliest("events"));
        var known = resolver.resolve();
        kafka.calls.clear();
        assertThat(resolver.resolveDiscovered(ids(known), false).added().partitions()).isEmpty();
        assertThat(resolver.resolveDiscovered(ids(known), true).added().partitions()).isEmpty();
        assertThat(kafka.calls).containsExactly("describe", "describe");
    }

    @Test
    void patternsFindNewTopicsAndMissingOnesAreNoProblem() {
        var resolver =
                resolver(
                        kafka,
                        LATEST,
                        Optional.empty(),
                        SourceTopic.matching(Pattern.compile("s."), OffsetPolicy.latest()),
                        SourceTopic.earliest("gone").partitions(0, 9));
        kafka.topic("s1", 1);
        assertThat(bounds(resolver.resolveDiscovered(Set.of(), false).added()))
                .containsExactly(Map.entry("s1-0", "10..20"));
    }

    @Test
    void knownPartitionsAreListedWithThePresentIdOfTheirTopic() {
        kafka.topic("events", 1);
        var resolver = resolver(kafka, LATEST, Optional.empty(), SourceTopic.earliest("events"));
        var known = resolver.resolve();
        kafka.recreatedTopic("events", 1);
        var discovery = resolver.resolveDiscovered(ids(known), false);
        assertThat(discovery.added().partitions()).isEmpty();
        assertThat(discovery.listed())
                .containsExactly(Map.entry(new PartitionId("events", 0), kafka.topicId("events")));
        assertThat(kafka.topicId("events")).isNotEqualTo(known.partitions().get(0).topicId());
    }

    @Test
    void missingPermissionsAreAProblemLaterToo() {
        kafka.unauthorised("events");
        var resolver = resolver(kafka, LATEST, Optional.empty(), SourceTopic.earliest("events"));
        assertThatThrownBy(() -> resolver.resolveDiscovered(Set.of(), true).added())
                .isInstanceOf(ResolveException.class)
                .hasMessageContaining("Topic 'events': not authorised");
    }

    private static Set<PartitionId> ids(Resolution resolution) {
        return resolution.partitions().stream()
                .map(partition -> partition.progress().id())
                .collect(Collectors.toSet());
    }
}
