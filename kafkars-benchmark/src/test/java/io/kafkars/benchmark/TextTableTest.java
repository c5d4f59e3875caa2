// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class TextTableTest {

    @Test
    void theColumnsOfATableAreAligned() {
        var rows = List.of(List.of("", "a", "longer"), List.of("first", "1,000", "2"));

        assertThat(TextTable.of(rows).lines())
                .containsExactly("            a   longer", "first   1,000        2");
    }
}
