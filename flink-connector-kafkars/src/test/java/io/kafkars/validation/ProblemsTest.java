// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.validation;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProblemsTest {

    private final Problems problems = new Problems();

    @Test
    void aConditionThatHoldsIsNoProblem() {
        problems.require(true, "size must be %d", 1);

        assertThat(problems.none()).isTrue();
        problems.throwIfAny("Cannot start");
    }

    @Test
    void problemsKeepTheOrderInWhichTheyWereFound() {
        problems.require(false, "size must be %d, is %d", 1, 2).require(false, "name is missing");

        assertThat(problems.found()).containsExactly("size must be 1, is 2", "name is missing");
        assertThat(problems.none()).isFalse();
    }

    @Test
    void aProblemFoundTwiceIsReportedOnce() {
        problems.add("size must be %d", 1);
        problems.add("size must be 1");

        assertThat(problems.found()).containsExactly("size must be 1");
    }

    @Test
    void aTextWithoutArgumentsIsUnchanged() {
        problems.add("100% of the topics are missing");

        assertThat(problems.found()).containsExactly("100% of the topics are missing");
    }

    @Test
    void theMessageHasALineForEachProblem() {
        problems.add("one");
        problems.add("two");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> problems.throwIfAny("Cannot start"))
                .withMessage("Cannot start:\n  - one\n  - two");
    }
}
