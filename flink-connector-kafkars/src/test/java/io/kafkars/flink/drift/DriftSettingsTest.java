// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import io.kafkars.validation.Problems;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DriftSettingsTest {

    @Test
    void thereIsNoLimitByDefault() {
        assertThat(DriftSettings.DEFAULT.isLimited()).isFalse();
        assertThat(problems(DriftSettings.DEFAULT)).isEmpty();
    }

    @Test
    void aDriftOfAMillisecondIsTheSmallest() {
        assertThat(problems(DriftSettings.DEFAULT.withMaxDrift(Duration.ofMillis(1)))).isEmpty();
        assertThat(problems(DriftSettings.DEFAULT.withMaxDrift(Duration.ofNanos(999_999))))
                .containsExactly("maxDrift must be at least 1 ms, is 0 ms");
        assertThat(problems(DriftSettings.DEFAULT.withMaxDrift(Duration.ofMillis(-1))))
                .containsExactly("maxDrift must be at least 1 ms, is -1 ms");
    }

    @Test
    void aGroupAloneHasNoEffect() {
        assertThat(problems(DriftSettings.DEFAULT.withGroup("g")))
                .containsExactly("driftGroup has no effect without maxDrift");
    }

    @Test
    void aGroupHasAName() {
        var settings = DriftSettings.DEFAULT.withMaxDrift(Duration.ofHours(1));
        assertThat(problems(settings.withGroup("g"))).isEmpty();
        assertThat(problems(settings.withGroup(" ")))
                .containsExactly("driftGroup must not be empty");
    }

    private static List<String> problems(DriftSettings settings) {
        var problems = new Problems();
        settings.check(problems);
        return problems.found();
    }
}
