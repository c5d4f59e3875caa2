// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.topics.LongRanges;
import io.kafkars.topics.ScanRange;
import io.kafkars.topics.TopicSet;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What filters demand, together and apart. */
class RecordPredicateTest {

    private static final RecordPredicate TOPIC_A = RecordPredicate.topics(TopicSet.of("a"));
    private static final RecordPredicate TOPIC_B = RecordPredicate.topics(TopicSet.of("b"));
    private static final RecordPredicate OFFSETS_5_TO_9 =
            RecordPredicate.offsets(LongRanges.between(5, 9));

    @Test
    void bothFiltersTogetherDemandWhatEachDemands() {
        assertThat(TOPIC_A.and(OFFSETS_5_TO_9)).hasToString("topics=[a], offsets=[5..9]");
        assertThat(TOPIC_A.and(TOPIC_B)).hasToString("nothing");
        assertThat(OFFSETS_5_TO_9.and(RecordPredicate.offsets(LongRanges.between(7, 20))))
                .hasToString("offsets=[7..9]");
        assertThat(TOPIC_A.and(RecordPredicate.ALL)).isEqualTo(TOPIC_A);
    }

    @Test
    void eitherFilterDemandsOnlyWhatBothDemand() {
        assertThat(TOPIC_A.or(TOPIC_B)).hasToString("topics=[a, b]");
        assertThat(TOPIC_A.or(OFFSETS_5_TO_9)).hasToString("topics=[a] or offsets=[5..9]");
        assertThat(TOPIC_A.or(RecordPredicate.ALL)).isEqualTo(RecordPredicate.ALL);
    }

    @Test
    void whatIsPartOfAnotherPartAddsNothing() {
        var both = TOPIC_A.and(OFFSETS_5_TO_9);
        assertThat(both.or(TOPIC_A)).isEqualTo(TOPIC_A);
        assertThat(TOPIC_A.or(both)).isEqualTo(TOPIC_A);
        assertThat(both.or(TOPIC_B.and(OFFSETS_5_TO_9)))
                .hasToString("topics=[a, b], offsets=[5..9]");
    }

    @Test
    void tooManyPartsBecomeOne() {
        var predicate = TOPIC_A.and(TOPIC_B);
        for (int i = 0; i < 40; i++) {
            predicate =
                    predicate.or(
                            RecordPredicate.partitions(LongRanges.between(i, i))
                                    .and(
                                            RecordPredicate.offsets(
                                                    LongRanges.between(10 * i, 10 * i + 5))));
        }
        assertThat(predicate.parts()).hasSizeLessThanOrEqualTo(16);
        for (int i = 0; i < 40; i++) {
            int partition = i;
            assertThat(predicate.parts())
                    .anyMatch(
                            part ->
                                    part.partitions().contains(partition)
                                            && part.offsets().contains(10 * partition));
        }
    }

    @Test
    void theYoungerOfTwoAgesCountsForBothFiltersAndTheOlderForEither() {
        var day = RecordPredicate.maxAge(Duration.ofDays(1));
        var hour = RecordPredicate.maxAge(Duration.ofHours(1));
        assertThat(day.and(hour)).isEqualTo(hour).hasToString("age=[..PT1H]");
        assertThat(day.or(hour)).isEqualTo(day).hasToString("age=[..PT24H]");
        assertThat(day.or(RecordPredicate.ALL)).isEqualTo(RecordPredicate.ALL);
    }

    @Test
    void aPredicateThatDemandsNothingReadsEverything() {
        assertThat(RecordPredicate.ALL).hasToString("");
        var range = RecordPredicate.ALL.range(true, Duration.ZERO);
        assertThat(range).isEqualTo(ScanRange.ALL);
    }

    @Test
    void whatNoRecordMeetsIsNotRead() {
        var none = OFFSETS_5_TO_9.and(RecordPredicate.offsets(LongRanges.between(1, 2)));
        assertThat(none.range(false, null).parts()).isEmpty();
        assertThat(none.range(true, null).parts()).isEmpty();
    }

    @Test
    void aBoundOnTimeIsMovedByTheDisorderAndNotBeyondTheLargestTime() {
        var until = RecordPredicate.timestamps(LongRanges.between(0, Long.MAX_VALUE - 1));
        assertThat(until.range(true, Duration.ofMillis(7)).parts().get(0).timestamps().last())
                .isEqualTo(Long.MAX_VALUE);
    }
}
