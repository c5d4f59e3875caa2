// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Every operation on sets of topics contains the same topics as the same operation on sets. */
class TopicSetProperties {

    private static final List<String> TOPICS =
            List.of("pay", "payments", "pay.ments", "orders", "order_s", "x", "repay");

    @Property
    void anIntersectionHasTheTopicsInBothSets(
            @ForAll("sets") TopicSet a, @ForAll("sets") TopicSet b) {
        for (String topic : TOPICS) {
            assertThat(a.and(b).contains(topic)).isEqualTo(a.contains(topic) && b.contains(topic));
        }
    }

    @Property
    void aUnionHasTheTopicsOfEitherSet(@ForAll("sets") TopicSet a, @ForAll("sets") TopicSet b) {
        for (String topic : TOPICS) {
            assertThat(a.or(b).contains(topic)).isEqualTo(a.contains(topic) || b.contains(topic));
        }
    }

    @Property
    void whatIsCertainHolds(@ForAll("sets") TopicSet a, @ForAll("sets") TopicSet b) {
        if (a.includes(b)) {
            assertThat(TOPICS).allMatch(topic -> a.contains(topic) || !b.contains(topic));
        }
        if (a.isEmpty()) {
            assertThat(TOPICS).noneMatch(a::contains);
        }
    }

    @Property
    void aPatternMatchesWholeNames(@ForAll("topics") String topic) {
        assertThat(TopicSet.like("pay%").contains(topic)).isEqualTo(topic.startsWith("pay"));
        assertThat(TopicSet.like("%pay").contains(topic)).isEqualTo(topic.endsWith("pay"));
        assertThat(TopicSet.like("pay.%").contains(topic)).isEqualTo(topic.startsWith("pay."));
        assertThat(TopicSet.like("_").contains(topic)).isEqualTo(topic.length() == 1);
        assertThat(TopicSet.notLike("%r%").contains(topic)).isEqualTo(!topic.contains("r"));
        assertThat(TopicSet.like(topic).contains(topic)).isTrue();
    }

    @Provide
    Arbitrary<String> topics() {
        return Arbitraries.of(TOPICS);
    }

    @Provide
    Arbitrary<TopicSet> sets() {
        var some = topics().array(String[].class).ofMaxSize(3).uniqueElements();
        Arbitrary<TopicSet> simple =
                Arbitraries.oneOf(
                        some.map(TopicSet::of),
                        some.map(TopicSet::without),
                        Arbitraries.of("pay%", "%", "order_s", "%.%").map(TopicSet::like),
                        Arbitraries.of("pay%", "%", "order_s", "%.%").map(TopicSet::notLike));
        return Arbitraries.oneOf(
                simple,
                Combinators.combine(simple, simple).as(TopicSet::and),
                Combinators.combine(simple, simple).as(TopicSet::or));
    }
}
