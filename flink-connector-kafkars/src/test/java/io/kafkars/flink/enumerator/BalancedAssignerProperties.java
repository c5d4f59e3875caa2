// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.flink.enumerator.BalancedAssigner.Load;
import io.kafkars.flink.split.KafkarsSplit;
import io.kafkars.merge.PartitionId;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static io.kafkars.flink.enumerator.Splits.split;
import static org.assertj.core.api.Assertions.assertThat;

/** The promises of {@link BalancedAssigner}, for replays of any length. */
class BalancedAssignerProperties {

    @Property(tries = 300)
    void everySplitHasOneOwnerAndNoReaderHasMuchMoreThanAnother(
            @ForAll @Size(max = 40) List<@LongRange(max = 1_000) Long> lengths,
            @ForAll @IntRange(min = 1, max = 8) int readers) {
        List<KafkarsSplit> splits = splits(lengths);
        Map<PartitionId, Integer> owners = owners(splits, readers);
        assertThat(owners.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        splits.stream().map(KafkarsSplit::partition).toList());

        List<Load> loads = loads(splits, owners, readers);
        long most = loads.stream().mapToLong(Load::offsets).max().orElseThrow();
        long least = loads.stream().mapToLong(Load::offsets).min().orElseThrow();
        long longest = lengths.stream().mapToLong(length -> length).max().orElse(0);
        assertThat(most - least).isLessThanOrEqualTo(longest);
    }

    @Property(tries = 300)
    void emptySplitsEvenOutTheNumbers(
            @ForAll @IntRange(max = 60) int empty,
            @ForAll @Size(max = 10) List<@LongRange(min = 1, max = 1_000) Long> lengths,
            @ForAll @IntRange(min = 1, max = 8) int readers) {
        List<KafkarsSplit> replays = splits(lengths);
        int most = most(loads(replays, owners(replays, readers), readers));
        var all = new ArrayList<>(lengths);
        all.addAll(Collections.nCopies(empty, 0L));
        List<KafkarsSplit> splits = splits(all);

        int fair = (all.size() + readers - 1) / readers;
        assertThat(most(loads(splits, owners(splits, readers), readers)))
                .isLessThanOrEqualTo(Math.max(most, fair));
    }

    @Property(tries = 200)
    void theOrderInWhichSplitsArriveDoesNotMatter(
            @ForAll("arrivals") List<Arrival> arrivals,
            @ForAll @IntRange(min = 1, max = 6) int readers) {
        List<KafkarsSplit> splits = splits(arrivals.stream().map(Arrival::length).toList());
        List<KafkarsSplit> reordered =
                IntStream.range(0, splits.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> arrivals.get(i).rank()))
                        .map(splits::get)
                        .toList();

        assertThat(owners(reordered, readers)).isEqualTo(owners(splits, readers));
    }

    /**
     * @param length number of offsets to replay
     * @param rank the smallest arrives first; equal ranks keep their order
     */
    private record Arrival(long length, int rank) {}

    @Provide
    Arbitrary<List<Arrival>> arrivals() {
        var ranks =
                Arbitraries.integers()
                        .between(0, 99)
                        .withDistribution(RandomDistribution.uniform());
        return Combinators.combine(Arbitraries.longs().between(0, 5), ranks)
                .as(Arrival::new)
                .list()
                .ofMaxSize(30);
    }

    private static List<KafkarsSplit> splits(List<Long> lengths) {
        var splits = new ArrayList<KafkarsSplit>();
        for (int i = 0; i < lengths.size(); i++) {
            splits.add(split("t" + i % 3, i, lengths.get(i)));
        }
        return splits;
    }

    private static Map<PartitionId, Integer> owners(List<KafkarsSplit> splits, int readers) {
        return BalancedAssigner.owners(splits, Collections.nCopies(readers, Load.NONE));
    }

    private static List<Load> loads(
            List<KafkarsSplit> splits, Map<PartitionId, Integer> owners, int readers) {
        var loads = new ArrayList<>(Collections.nCopies(readers, Load.NONE));
        for (KafkarsSplit split : splits) {
            int owner = owners.get(split.partition());
            loads.set(owner, loads.get(owner).plus(split));
        }
        return loads;
    }

    private static int most(List<Load> loads) {
        return loads.stream().mapToInt(Load::splits).max().orElseThrow();
    }
}
