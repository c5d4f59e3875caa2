// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VariantTest {

    @Test
    void onlyEqualPropertiesSetsProperties() {
        for (Variant variant : Variant.values()) {
            if (variant != Variant.EQUAL_PROPERTIES) {
                assertThat(variant.properties()).as("%s", variant).isEmpty();
            }
        }
        assertThat(Variant.EQUAL_PROPERTIES.properties())
                .containsKeys("fetch.max.bytes", "max.partition.fetch.bytes")
                .doesNotContainKeys("bootstrap.servers", "client.id", "group.id");
    }

    @Test
    void aVariantIsMeasuredWithOneSideAtLeast() {
        for (Variant variant : Variant.values()) {
            assertThat(variant.sides()).as("%s", variant).isNotEmpty().doesNotHaveDuplicates();
        }
    }
}
