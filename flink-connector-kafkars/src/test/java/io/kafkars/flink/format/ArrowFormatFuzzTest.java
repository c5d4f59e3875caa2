// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import io.kafkars.fixtures.Fuzz;
import io.kafkars.testing.ArrowAllocations;

import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** A damaged Arrow message gives rows or an error, and its memory is returned. */
class ArrowFormatFuzzTest {

    private static final long SEED = 20_261_121;
    private static final int TRIES = Fuzz.tries(5_000);

    /** Wrong values cannot be detected, but the only other outcome is an error. */
    @Test
    void damagedMessages() throws Exception {
        var random = new Fuzz(SEED).random();
        var schema = ArrowFormatTest.schema(ArrowFormatTest.ROWS);
        int errors = 0;
        for (int tried = 0; tried < TRIES; tried++) {
            byte[] damaged = ArrakisMessage.BYTES.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                ArrowFormatTest.rows(schema, damaged);
            } catch (IOException | RuntimeException e) {
                errors++;
                assertNoLeak(e);
            }
            assertThat(ArrowAllocations.bytes()).as("input %d", tried).isZero();
        }
        assertThat(errors).as("both outcomes are met").isBetween(TRIES / 10, TRIES / 10 * 9);
    }

    /** What fails when memory is closed is attached to the error. */
    private static void assertNoLeak(Throwable e) {
        assertThat(String.valueOf(e.getMessage())).doesNotContain("leak");
        for (Throwable attached : e.getSuppressed()) {
            assertNoLeak(attached);
        }
    }
}
