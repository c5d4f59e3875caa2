package io.kafkars.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all sides gave for one topic. */
record VariantResult(
        Variant variant,
        Workload workload,
        Map<String, String> properties,
        List<SideResult> sides) {

    Optional<SideResult> side(Side side) {
        return sides.stream().filter(result -> result.side() == side).findFirst();
    }
}
