package io.kafkars.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was measured.
 *
 * @param machine what it was measured on, and with
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
