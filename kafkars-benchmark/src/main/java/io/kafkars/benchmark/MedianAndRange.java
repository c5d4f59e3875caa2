// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Median, minimum and maximum of a figure over some rounds. */
record MedianAndRange(double median, double min, double max) {

    /** Takes the figure from each round; there must be at least one round. */
    static MedianAndRange of(List<RoundResult> rounds, ToDoubleFunction<RoundResult> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new MedianAndRange(median, sorted[0], sorted[sorted.length - 1]);
    }
}
