// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.topics;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class PartitionNumbersTest {

    @Test
    void consecutiveNumbersAreWrittenAsARange() {
        assertThat(PartitionNumbers.text(List.of(9, 0, 3, 2, 4))).isEqualTo("0, 2 to 4, 9");
        assertThat(PartitionNumbers.text(List.of(7))).isEqualTo("7");
        assertThat(PartitionNumbers.text(List.of())).isEmpty();
    }
}
