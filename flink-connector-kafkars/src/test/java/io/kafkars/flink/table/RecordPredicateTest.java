// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.topics.LongRanges;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What filters demand, together and apart. */
class RecordPredicateTest {

    private static final RecordPredicate TOPIC_A = RecordPredicate.topic("a");
    private static final RecordPredicate TOPIC_B = RecordPredicate.topic("b");
    private static final RecordPredicate OFFSETS_5_TO_9 =
            RecordPredicate.offsets(LongRanges.between(5, 9));

    @Test
    void bothFiltersTogetherDemandWhatEachDemands() {
        assertThat(TOPIC_A.and(OFFSETS_5_TO_9)).hasToString("topics=[a], offsets=[5..9]");
        assertThat(TOPIC_A.and(TOPIC_B)).hasToString("topics=[]");
        assertThat(OFFSETS_5_TO_9.and(RecordPredicate.offsets(LongRanges.between(7, 20))))
                .hasToString("offsets=[7..9]");
        assertThat(TOPIC_A.and(RecordPredicate.ALL)).isEqualTo(TOPIC_A);
    }

    @Test
    void eitherFilterDemandsOnlyWhatBothDemand() {
        assertThat(TOPIC_A.or(TOPIC_B)).hasToString("topics=[a, b]");
        assertThat(TOPIC_A.or(OFFSETS_5_TO_9)).isEqualTo(RecordPredicate.ALL);
        assertThat(TOPIC_A.or(RecordPredicate.ALL)).isEqualTo(RecordPredicate.ALL);
    }

    @Test
    void aPredicateThatDemandsNothingReadsEverything() {
        assertThat(RecordPredicate.ALL).hasToString("");
        var range = RecordPredicate.ALL.range(true, Duration.ZERO);
        assertThat(range.offsets()).isEqualTo(LongRanges.ALL);
        assertThat(range.timestamps().last()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatNoRecordMeetsIsNotRead() {
        var none = OFFSETS_5_TO_9.and(RecordPredicate.offsets(LongRanges.between(1, 2)));
        assertThat(none.range(false, null).offsets().isEmpty()).isTrue();
        assertThat(none.range(true, null).offsets().isEmpty()).isTrue();
    }

    @Test
    void aBoundOnTimeIsMovedByTheDisorderAndNotBeyondTheLargestTime() {
        var until = RecordPredicate.timestamps(LongRanges.between(0, Long.MAX_VALUE - 1));
        assertThat(until.range(true, Duration.ofMillis(7)).timestamps().last())
                .isEqualTo(Long.MAX_VALUE);
    }
}
