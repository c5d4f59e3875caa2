// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The violations of a round: all are counted, and the first of each kind kept. */
final class Violations {

    private static final int KEPT_OF_A_KIND = 5;

    private final Map<Violation.Kind, Long> counts = new EnumMap<>(Violation.Kind.class);
    private final List<Violation> kept = new ArrayList<>();

    void add(Violation violation) {
        if (counts.merge(violation.kind(), 1L, Long::sum) <= KEPT_OF_A_KIND) {
            kept.add(violation);
        }
    }

    long count(Violation.Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    List<Violation> kept() {
        return List.copyOf(kept);
    }
}
