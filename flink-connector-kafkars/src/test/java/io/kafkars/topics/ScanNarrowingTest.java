// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.validation.Problems;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Narrows the bounds 10 to 20 of a partition with the offsets 10 to 19. The timestamp of offset n
 * is n seconds after 1970.
 */
class ScanNarrowingTest {

    private static final LongRanges ALL = LongRanges.ALL;

    private final FakeOffsetLookup kafka = new FakeOffsetLookup().topic("t", 1);
    private final Problems problems = new Problems();

    private String narrow(LongRanges offsets, LongRanges timestamps) {
        var resolved =
                new ResolvedPartition(
                        PartitionProgress.atStart(new PartitionId("t", 0), 10, 20, 1_000),
                        Uuid.ZERO_UUID);
        var range = new ScanRange(null, ALL, offsets, timestamps);
        PartitionProgress narrowed =
                new ScanNarrowing(range, kafka)
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
        assertThat(narrow(ALL, ALL)).isEqualTo("10..20");
        assertThat(kafka.calls).isEmpty();
    }

    @Test
    void anUpperBoundOfOffsetsNeedsNoRequest() {
        assertThat(narrow(to(14), ALL)).isEqualTo("10..15");
        assertThat(kafka.calls).isEmpty();
    }

    @Test
    void aLowerBoundOfOffsetsDoesNotExceedTheEnd() {
        assertThat(narrow(from(14), ALL)).isEqualTo("14..20");
        assertThat(narrow(from(99), ALL)).isEqualTo("20..20");
        assertThat(kafka.calls).containsExactly("end", "end");
    }

    @Test
    void aLowerBoundOfTimeRequestsTheEndFirst() {
        assertThat(narrow(ALL, from(13_500))).isEqualTo("14..20");
        assertThat(kafka.calls).containsExactly("end", "times");
    }

    @Test
    void anUpperBoundOfTimeEndsTheReplayBeforeTheFirstRecordAfterIt() {
        assertThat(narrow(ALL, to(13_500))).isEqualTo("10..14");
        assertThat(kafka.calls).containsExactly("times");
    }

    @Test
    void theTighterOfTwoBoundsCounts() {
        assertThat(narrow(LongRanges.between(12, 18), LongRanges.between(11_000, 15_000)))
                .isEqualTo("12..16");
        assertThat(narrow(LongRanges.between(12, 14), LongRanges.between(13_000, 17_000)))
                .isEqualTo("13..15");
    }

    @Test
    void boundsOnlyEverGetTighter() {
        assertThat(narrow(LongRanges.between(3, 30), LongRanges.between(1, 90_000)))
                .isEqualTo("10..20");
    }

    @Test
    void aReplayNeverEndsBeforeItsStart() {
        assertThat(narrow(from(16), to(12_000))).isEqualTo("16..16");
        assertThat(narrow(to(2), ALL)).isEqualTo("10..10");
    }

    @Test
    void withoutAnAnswerTheBoundsStay() {
        kafka.leaderless("t", 0);
        assertThat(narrow(from(14), ALL)).isEqualTo("10..20");
        assertThat(problems.found()).containsExactly("no leader");
    }

    @Test
    void withoutPartitionsThereIsNoRequest() {
        var range = new ScanRange(null, ALL, from(14), ALL);
        assertThat(new ScanNarrowing(range, kafka).apply(List.of(), problems)).isEmpty();
        assertThat(kafka.calls).isEmpty();
    }
}
