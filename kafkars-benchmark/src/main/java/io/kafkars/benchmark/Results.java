// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of all variants.
 *
 * @param machine the machine and the JVM that they were measured on
 */
record Results(Map<String, String> machine, List<VariantResult> variants) {

    static Results of(List<VariantResult> variants) {
        return new Results(
                Map.of(
                        "processors", "" + Runtime.getRuntime().availableProcessors(),
                        "os", System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                        "java", System.getProperty("java.vm.version")),
                variants);
    }

    Optional<SideResult> find(Variant variant, Side side) {
        return variants.stream()
                .filter(result -> result.variant() == variant)
                .findFirst()
                .flatMap(result -> result.side(side));
    }
}
