// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.merge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which settings the merge accepts, and which it rejects. */
class MergeSettingsTest {

    private static final MergeSettings SMALLEST =
            MergeSettings.DEFAULT
                    .withBatchSize(1)
                    .withMaxHeldRecords(1)
                    .withMaxHeldBytes(1)
                    .withOutOfOrderness(Duration.ZERO)
                    .withWatermarkInterval(Duration.ofMillis(1))
                    .withLiveMaxWait(Duration.ZERO)
                    .withLiveIdleTimeout(Duration.ZERO)
                    .withBatchLinger(Duration.ZERO)
                    .withFutureTolerance(Duration.ZERO);

    @Test
    void eachValueThatIsTooSmallIsNamed() {
        var settings =
                MergeSettings.DEFAULT
                        .withBatchSize(0)
                        .withMaxHeldRecords(-1)
                        .withMaxHeldBytes(0)
                        .withOutOfOrderness(Duration.ofMillis(-2))
                        .withWatermarkInterval(Duration.ofNanos(999_999))
                        .withLiveMaxWait(Duration.ofMillis(-3))
                        .withLiveIdleTimeout(Duration.ofMillis(-4))
                        .withBatchLinger(Duration.ofMillis(-5))
                        .withFutureTolerance(Duration.ofMillis(-6));

        assertThatThrownBy(() -> new Merge(settings, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The merge cannot work with these settings:\n"
                                + "  - batchSize must be at least 1, is 0\n"
                                + "  - maxHeldRecords must be at least 1, is -1\n"
                                + "  - maxHeldBytes must be at least 1, is 0\n"
                                + "  - outOfOrderness must be at least 0 ms, is -2 ms\n"
                                + "  - watermarkInterval must be at least 1 ms, is 0 ms\n"
                                + "  - liveMaxWait must be at least 0 ms, is -3 ms\n"
                                + "  - liveIdleTimeout must be at least 0 ms, is -4 ms\n"
                                + "  - batchLinger must be at least 0 ms, is -5 ms\n"
                                + "  - futureTolerance must be at least 0 ms, is -6 ms");
    }

    @Test
    void theSmallestValuesAreAccepted() {
        assertThat(SMALLEST.checked()).isSameAs(SMALLEST);
        assertThat(new Merge(SMALLEST, false).partitions()).isZero();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeIsOfOneComponentOnly(UnaryOperator<MergeSettings> change) {
        assertThat(differences(change.apply(SMALLEST))).isEqualTo(1);
        assertThat(SMALLEST.checked()).as("the settings that were changed").isEqualTo(SMALLEST);
    }

    private static Stream<UnaryOperator<MergeSettings>> changes() {
        Duration longer = Duration.ofMillis(7);
        return Stream.of(
                settings -> settings.withBatchSize(7),
                settings -> settings.withMaxHeldRecords(7),
                settings -> settings.withMaxHeldBytes(7),
                settings -> settings.withOutOfOrderness(longer),
                settings -> settings.withWatermarkInterval(longer),
                settings -> settings.withLiveMaxWait(longer),
                settings -> settings.withLiveIdleTimeout(longer),
                settings -> settings.withBatchLinger(longer),
                settings -> settings.withFutureTolerance(longer));
    }

    @Test
    void everyComponentCanBeChanged() {
        MergeSettings changed = SMALLEST;
        for (UnaryOperator<MergeSettings> change : changes().toList()) {
            changed = change.apply(changed);
        }
        assertThat(differences(changed))
                .isEqualTo(MergeSettings.class.getRecordComponents().length);
    }

    private static long differences(MergeSettings settings) {
        return Arrays.stream(MergeSettings.class.getRecordComponents())
                .filter(
                        component -> {
                            try {
                                var accessor = component.getAccessor();
                                return !accessor.invoke(settings).equals(accessor.invoke(SMALLEST));
                            } catch (ReflectiveOperationException e) {
                                throw new AssertionError(e);
                            }
                        })
                .count();
    }

    @Test
    void durationsAreRoundedDownToMillisecondsAndLimited() {
        Duration forever = ChronoUnit.FOREVER.getDuration();

        assertThat(SMALLEST.withLiveMaxWait(Duration.ofNanos(1_999_999)).liveMaxWait())
                .isEqualTo(Duration.ofMillis(1));
        assertThat(SMALLEST.withLiveMaxWait(forever).liveMaxWait())
                .isGreaterThan(Duration.ofDays(300_000_000))
                .isLessThan(Duration.ofMillis(Long.MAX_VALUE / 2));
        assertThatThrownBy(() -> SMALLEST.withLiveMaxWait(forever.negated()).checked())
                .hasMessageContaining("liveMaxWait must be at least 0 ms, is -");
    }
}
