// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.types;

import org.apache.flink.core.memory.DataInputDeserializer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SizedBytesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256 * 1024, 256 * 1024 + 1, 1_000_000})
    void arraysOfAnySizeAreReadWhole(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);

        assertThat(SizedBytes.read(new DataInputDeserializer(bytes), size)).isEqualTo(bytes);
    }

    @Test
    void aDamagedSizeEndsWithTheInputAndNotTheMemory() {
        assertThatThrownBy(
                        () ->
                                SizedBytes.read(
                                        new DataInputDeserializer(new byte[300_000]),
                                        Integer.MAX_VALUE))
                .isInstanceOf(EOFException.class);
    }
}
