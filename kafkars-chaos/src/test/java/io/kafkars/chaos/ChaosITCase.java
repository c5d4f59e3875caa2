// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/** The chaos program as a user starts it, for three minutes. */
class ChaosITCase {

    @Test
    void nothingIsLostRepeatedOrOutOfOrderWhateverFails() {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);

        int code = Chaos.run(out, out, "--seed", "2026", "--minutes", "3");

        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isZero();
        assertThat(text)
                .containsPattern("TaskManagers killed +[1-9]")
                .containsPattern("brokers restarted +[1-9]")
                .containsPattern("partitions added +[1-9]")
                .containsPattern("savepoints and rescales +[1-9]")
                .contains("All promises kept");
        // The summary, for the output of the build.
        System.out.println(text.substring(text.lastIndexOf("\nseed ") + 1));
    }

    @Test
    void minutesBelowOneAreRejected() {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);

        assertThat(Chaos.run(out, out, "--minutes", "0")).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("--minutes must be at least 1, is 0");
    }
}
