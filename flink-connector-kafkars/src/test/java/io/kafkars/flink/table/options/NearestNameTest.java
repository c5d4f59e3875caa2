// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Mistyped names, and the valid names nearest to them. */
class NearestNameTest {

    private static final List<String> VALID = List.of("earliest-offset", "latest-offset", "topic");

    @Test
    void aMistypedNameIsNearTheOneThatWasMeant() {
        assertThat(NearestName.of("latest-ofset", VALID)).contains("latest-offset");
        assertThat(NearestName.of("tpoic", VALID)).contains("topic");
        assertThat(NearestName.of("Topic", VALID)).contains("topic");
    }

    @Test
    void aLongNameMayHaveMoreErrorsThanAShortOne() {
        assertThat(NearestName.of("earlyest-offsett", VALID)).contains("earliest-offset");
        assertThat(NearestName.of("tip", VALID)).isEmpty();
    }

    @Test
    void theClosestOfSeveralCountsAndThenTheFirstByName() {
        assertThat(NearestName.of("ab", List.of("abcd", "abc"))).contains("abc");
        assertThat(NearestName.of("aX", List.of("ac", "ab"))).contains("ab");
    }

    @Test
    void aNameThatDiffersTooMuchIsNearNone() {
        assertThat(NearestName.of("colour", VALID)).isEmpty();
        assertThat(NearestName.of("topic", List.of())).isEmpty();
        assertThat(NearestName.within(1, "tpoic", VALID)).as("two edits").isEmpty();
    }

    @Test
    void aHintIsReadyToAppend() {
        assertThat(NearestName.hint("tpoic", VALID)).isEqualTo("; did you mean 'topic'?");
        assertThat(NearestName.hint("colour", VALID)).isEmpty();
    }
}
