// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.consumer.Copies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReplayEndTest {

    static Stream<ReplayEnd> oneOfEach() {
        return Stream.of(
                ReplayEnd.latest(),
                ReplayEnd.timestamp(Instant.ofEpochMilli(5)),
                ReplayEnd.offsets("b", Map.of(1, 2L)).and("a", Map.of(0, 9L)),
                ReplayEnd.committed());
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void aReplayEndIsASerializableValue(ReplayEnd end) {
        var copy = Copies.serialized(end);
        assertThat(copy).isEqualTo(end).hasSameHashCodeAs(end).hasToString(end.toString());
        assertThat(oneOfEach().filter(copy::equals)).hasSize(1);
    }

    @Test
    void itsTextHasPartitionsInOrder() {
        assertThat(oneOfEach())
                .extracting(ReplayEnd::toString)
                .containsExactly(
                        "latest",
                        "timestamp 1970-01-01T00:00:00.005Z",
                        "offsets {a-0=9, b-1=2}",
                        "committed");
    }

    @Test
    void badValuesAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayEnd.timestamp(Instant.ofEpochSecond(-1)))
                .withMessageStartingWith("replay end must be from 1970-01-01T00:00:00Z")
                .withMessageEndingWith("is 1969-12-31T23:59:59Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayEnd.offsets("a", Map.of(3, -1L)))
                .withMessage("Topic 'a', partition 3: replay end must be at least 0, is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayEnd.offsets("a", Map.of(-3, 1L)))
                .withMessageContaining("must be at least 0, is -3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayEnd.offsets("a", Map.of()))
                .withMessageContaining("at least one partition");
    }

    @Test
    void eachPartitionHasOneReplayEnd() {
        assertThat(
                        ReplayEnd.offsets("a", Map.of(3, 5L))
                                .and("b", Map.of(3, 6L))
                                .and("a", Map.of(4, 7L)))
                .hasToString("offsets {a-3=5, a-4=7, b-3=6}");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ReplayEnd.offsets("a", Map.of(3, 5L)).and("a", Map.of(3, 9L, 4, 9L)))
                .withMessage(
                        "Topic 'a', partition 3: replay end is given more than once, as 5 and 9");
    }
}
