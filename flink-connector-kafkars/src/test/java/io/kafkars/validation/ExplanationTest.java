// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

class ExplanationTest {

    @Test
    void theExplanationIsTheInnermostCauseAndKeepsTheFailure() {
        var failure = new IOException("no broker");

        assertThat(Explanation.of(new IllegalStateException("cannot start"), failure))
                .hasMessage("cannot start")
                .hasNoCause()
                .hasSuppressedException(failure);
    }

    @Test
    void theReasonIsTheMessageAndThatOfTheRootCauseIfItSaysMore() {
        var root = new IOException("no broker");

        assertThat(Explanation.reason(root)).isEqualTo("no broker");
        assertThat(Explanation.reason(new IllegalStateException("cannot start", root)))
                .isEqualTo("cannot start: no broker");
        assertThat(Explanation.reason(new IllegalStateException(root)))
                .isEqualTo("java.io.IOException: no broker");
        assertThat(Explanation.reason(new IllegalStateException("cannot", new IOException())))
                .isEqualTo("cannot: java.io.IOException");
    }
}
