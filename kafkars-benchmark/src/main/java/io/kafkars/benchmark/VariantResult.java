// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The results of all sides for one variant. */
record VariantResult(
        Variant variant,
        Workload workload,
        Map<String, String> properties,
        List<SideResult> sides) {

    Optional<SideResult> side(Side side) {
        return sides.stream().filter(result -> result.side() == side).findFirst();
    }
}
