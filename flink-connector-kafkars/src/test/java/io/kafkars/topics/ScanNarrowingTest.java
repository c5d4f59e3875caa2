// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.validation.Problems;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Narrows the bounds 10 to 200 of a partition with the offsets 10 to 199. The timestamp of offset n
 * is n seconds after 1970.
 */
class ScanNarrowingTest {

    private static final LongRanges ALL = LongRanges.ALL;

    private final FakeOffsetLookup kafka = new FakeOffsetLookup().log("t", 0, 10, 200);
    private final Problems problems = new Problems();

    private String narrow(LongRanges offsets, LongRanges timestamps) {
        return narrow(RecordRange.ALL.withOffsets(offsets).withTimestamps(timestamps));
    }

    private String narrow(RecordRange... parts) {
        var resolved =
                new ResolvedPartition(
                        PartitionProgress.atStart(new PartitionId("t", 0), 10, 200, 1_000),
                        Uuid.ZERO_UUID);
        PartitionProgress narrowed =
                new ScanNarrowing(ScanRange.of(parts), kafka, Instant.ofEpochSecond(200))
                        .apply(List.of(resolved), problems)
                        .get(0)
                        .progress();
        return narrowed.replayStart() + ".." + narrowed.replayEnd();
    }

    private static LongRanges from(long first) {
        return LongRanges.between(first, Long.MAX_VALUE);
    }

    private static LongRanges to(long last) {
        return LongRanges.between(Long.MIN_VALUE, last);
    }

    @Test
    void aRangeOfEverythingChangesNothingAndNeedsNoRequest() {
        assertThat(narrow(ALL, ALL)).isEqualTo("10..200");
        assertThat(kafka.calls).isEmpty();
    }

    @Test
    void anUpperBoundOfOffsetsNeedsNoRequest() {
        assertThat(narrow(to(14), ALL)).isEqualTo("10..15");
        assertThat(kafka.calls).isEmpty();
    }

    @Test
    void aLowerBoundOfOffsetsDoesNotExceedTheEnd() {
        assertThat(narrow(from(14), ALL)).isEqualTo("14..200");
        assertThat(narrow(from(999), ALL)).isEqualTo("200..200");
        assertThat(kafka.calls).containsExactly("end", "end");
    }

    @Test
    void aLowerBoundOfTimeRequestsTheEndFirst() {
        assertThat(narrow(ALL, from(113_500))).isEqualTo("82..200");
        assertThat(kafka.calls).containsExactly("end", "times");
    }

    @Test
    void theRecordsBeforeTheFirstOfATimeTellWhetherItIsAnOutlier() {
        assertThat(narrow(ALL, from(150_000)))
                .isEqualTo(150 - ScanNarrowing.OFFSETS_BEFORE_TIME + "..200");
        assertThat(narrow(ALL, from(12_000))).as("not before the start").isEqualTo("10..200");
        assertThat(narrow(from(140), from(150_000)))
                .as("a bound of offsets counts as it is")
                .isEqualTo("140..200");
    }

    @Test
    void withoutARecordOfThatTimeReadingStartsAtTheEnd() {
        assertThat(narrow(ALL, from(999_000))).isEqualTo("200..200");
    }

    @Test
    void anUpperBoundOfTimeEndsTheReplayBeforeTheFirstRecordAfterIt() {
        assertThat(narrow(ALL, to(13_500))).isEqualTo("10..14");
        assertThat(kafka.calls).containsExactly("times");
    }

    @Test
    void theTighterOfTwoBoundsCounts() {
        assertThat(narrow(LongRanges.between(102, 118), LongRanges.between(101_000, 115_000)))
                .isEqualTo("102..116");
        assertThat(narrow(LongRanges.between(92, 114), LongRanges.between(133_000, 177_000)))
                .isEqualTo("101..115");
    }

    @Test
    void boundsOnlyEverGetTighter() {
        assertThat(narrow(LongRanges.between(3, 300), LongRanges.between(1, 900_000)))
                .isEqualTo("10..200");
    }

    @Test
    void aReplayNeverEndsBeforeItsStart() {
        assertThat(narrow(from(116), to(112_000))).isEqualTo("116..116");
        assertThat(narrow(to(2), ALL)).isEqualTo("10..10");
    }

    @Test
    void ofSeveralPartsTheFirstStartAndTheLastEndCount() {
        var early = RecordRange.ALL.withOffsets(LongRanges.between(50, 60));
        var late = RecordRange.ALL.withOffsets(LongRanges.between(90, 95));
        assertThat(narrow(late, early)).isEqualTo("50..96");
        var ofAnother = RecordRange.ALL.withTopics(TopicSet.without("t"));
        assertThat(narrow(late, ofAnother)).isEqualTo("90..96");
        assertThat(narrow(RecordRange.ALL.withTimestamps(from(100_000)), late))
                .as("one part has no bound of offsets, the other none of time")
                .isEqualTo("10..200");
    }

    @Test
    void anAgeAllowsForClocksThatDiffer() {
        assertThat(narrow(RecordRange.ALL.withMaxAge(Duration.ofSeconds(20))))
                .isEqualTo(200 - 20 - 60 - ScanNarrowing.OFFSETS_BEFORE_TIME + "..200");
        assertThat(narrow(RecordRange.ALL.withMaxAge(Duration.ofDays(40_000))))
                .as("before 1970")
                .isEqualTo("10..200");
    }

    @Test
    void withoutAnAnswerTheBoundsStay() {
        kafka.leaderless("t", 0);
        assertThat(narrow(from(14), ALL)).isEqualTo("10..200");
        assertThat(problems.found()).containsExactly("no leader");
    }

    @Test
    void withoutPartitionsThereIsNoRequest() {
        var range = ScanRange.of(RecordRange.ALL.withOffsets(from(14)));
        assertThat(new ScanNarrowing(range, kafka, Instant.EPOCH).apply(List.of(), problems))
                .isEmpty();
        assertThat(kafka.calls).isEmpty();
    }
}
