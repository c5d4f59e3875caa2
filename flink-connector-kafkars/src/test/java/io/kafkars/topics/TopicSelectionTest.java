// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.topics.TopicSelection.Selected;
import io.kafkars.validation.Problems;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class TopicSelectionTest {

    private final FakeOffsetLookup kafka = new FakeOffsetLookup();
    private final Problems problems = new Problems();

    private TopicSelection selection(SourceTopic... topics) {
        return new TopicSelection(List.of(topics), kafka);
    }

    private List<String> selectAll(SourceTopic... topics) {
        return describe(selection(topics).selectAll(problems));
    }

    private List<String> selectExisting(SourceTopic... topics) {
        return describe(selection(topics).selectExisting(problems));
    }

    private static List<String> describe(List<Selected> selected) {
        return selected.stream().map(each -> each.id() + " from " + each.policy()).toList();
    }

    @Test
    void partitionsAreInTheOrderOfTheirIds() {
        kafka.topic("b", 1).topic("a", 11);

        assertThat(selectAll(SourceTopic.latest("b"), SourceTopic.latest("a").partitions(10, 9)))
                .containsExactly("a-9 from latest", "a-10 from latest", "b-0 from latest");
    }

    @Test
    void eachPartitionHasThePolicyThatIsForIt() {
        kafka.topic("t", 2);

        assertThat(selectAll(SourceTopic.offsets("t", Map.of(1, 15L))))
                .containsExactly("t-0 from earliest", "t-1 from offset 15");
    }

    @Test
    void aNameTakesPrecedenceOverPatternsAndAPatternOverLaterOnes() {
        kafka.topic("a1", 1).topic("a2", 1).topic("b1", 1);

        assertThat(
                        selectAll(
                                SourceTopic.matching(
                                        Pattern.compile("a."), OffsetPolicy.atOffset(1)),
                                SourceTopic.matching(
                                        Pattern.compile(".1"), OffsetPolicy.atOffset(2)),
                                SourceTopic.earliest("a2")))
                .containsExactly("a1-0 from offset 1", "a2-0 from earliest", "b1-0 from offset 2");
    }

    @Test
    void topicsAreListedOnlyForPatterns() {
        kafka.topic("t", 1);

        selectAll(SourceTopic.earliest("t"));
        assertThat(kafka.calls).containsExactly("describe");
        kafka.calls.clear();
        selectAll(SourceTopic.matching(Pattern.compile("t"), OffsetPolicy.latest()));
        assertThat(kafka.calls).containsExactly("topics", "describe");
    }

    @Test
    void aMissingNamedTopicIsAProblemUnlessItMayAppearLater() {
        kafka.topic("t", 2).topic("none", 0);
        SourceTopic[] topics = {
            SourceTopic.earliest("absent"),
            SourceTopic.earliest("none"),
            SourceTopic.earliest("t").partitions(1, 5)
        };

        assertThat(selectExisting(topics)).containsExactly("t-1 from earliest");
        assertThat(problems.found()).isEmpty();
        assertThat(selectAll(topics)).containsExactly("t-1 from earliest");
        assertThat(problems.found())
                .containsExactly(
                        "Topic 'absent' does not exist: create it, or correct the name",
                        "Topic 'none' has no partitions",
                        "Topic 't' has no partition 5: its partitions are 0 to 1");
    }

    @Test
    void aTopicWithoutPermissionIsAlwaysAProblem() {
        kafka.topic("t", 1).unauthorised("secret");

        assertThat(selectExisting(SourceTopic.earliest("secret"), SourceTopic.earliest("t")))
                .containsExactly("t-0 from earliest");
        assertThat(problems.found()).containsExactly("Topic 'secret': not authorised");
    }
}
