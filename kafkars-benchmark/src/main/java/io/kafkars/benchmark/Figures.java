package io.kafkars.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What some rounds gave: the one in the middle, and how far they were apart. */
record Figures(double median, double min, double max) {

    /** One figure of each round, of which there must be one. */
    static Figures of(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Figures(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
    }
}
