// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Every operation on ranges contains the same numbers as the same operation on sets. */
class LongRangesProperties {

    private static final long[] NUMBERS = {
        Long.MIN_VALUE, Long.MIN_VALUE + 1, -3, -2, -1, 0, 1, 2, 3, 4, 5, Long.MAX_VALUE
    };

    @Property
    void anIntersectionHasTheNumbersInBothSets(
            @ForAll("ranges") LongRanges a, @ForAll("ranges") LongRanges b) {
        for (long number : NUMBERS) {
            assertThat(a.intersect(b).contains(number))
                    .isEqualTo(a.contains(number) && b.contains(number));
        }
    }

    @Property
    void aUnionHasTheNumbersOfEitherSet(
            @ForAll("ranges") LongRanges a, @ForAll("ranges") LongRanges b) {
        for (long number : NUMBERS) {
            assertThat(a.union(b).contains(number))
                    .isEqualTo(a.contains(number) || b.contains(number));
        }
    }

    @Property
    void aComplementHasTheNumbersThatTheSetDoesNotHave(@ForAll("ranges") LongRanges a) {
        for (long number : NUMBERS) {
            assertThat(a.complement().contains(number)).isNotEqualTo(a.contains(number));
        }
        assertThat(a.complement().complement()).isEqualTo(a);
    }

    @Property
    void aSetIncludesTheOneThatItsUnionWithDoesNotChange(
            @ForAll("ranges") LongRanges a, @ForAll("ranges") LongRanges b) {
        assertThat(a.includes(b)).isEqualTo(a.union(b).equals(a));
    }

    @Property
    void equalSetsAreEqualValues(@ForAll("ranges") LongRanges a, @ForAll("ranges") LongRanges b) {
        assertThat(a.union(b)).isEqualTo(b.union(a));
        assertThat(a.union(a)).isEqualTo(a);
        assertThat(a.intersect(LongRanges.ALL)).isEqualTo(a);
        assertThat(a.union(LongRanges.NONE)).isEqualTo(a);
    }

    @Provide
    Arbitrary<LongRanges> ranges() {
        var ends = Arbitraries.of(Long.MIN_VALUE, -3L, -1L, 0L, 1L, 2L, 4L, Long.MAX_VALUE);
        return Combinators.combine(ends, ends)
                .as(LongRanges::between)
                .list()
                .ofMaxSize(3)
                .map(parts -> parts.stream().reduce(LongRanges.NONE, LongRanges::union));
    }
}
