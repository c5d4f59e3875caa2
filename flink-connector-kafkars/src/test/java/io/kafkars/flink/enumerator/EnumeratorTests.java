// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.enumerator;

import io.kafkars.consumer.LossSettings;
import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.flink.split.KafkarsSplit;

import org.apache.flink.api.connector.source.Boundedness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import static io.kafkars.flink.enumerator.Splits.RESOLVE_TIME;

/** An enumerator between fakes of Flink and Kafka, which the test drives by hand. */
abstract class EnumeratorTests {

    static final long INTERVAL = 300_000;
    static final long REPORT_INTERVAL = 10_000;

    private static final LossSettings UNWATCHED =
            LossSettings.DEFAULT.withMissingTopicTimeout(Duration.ZERO);

    /** Lists the partitions at every interval. */
    static final EnumeratorSettings PERIODIC =
            new EnumeratorSettings(
                    Boundedness.CONTINUOUS_UNBOUNDED, INTERVAL, UNWATCHED, DriftSettings.DEFAULT);

    /** Lists them once, although it is unbounded. */
    static final EnumeratorSettings ONCE =
            new EnumeratorSettings(
                    Boundedness.CONTINUOUS_UNBOUNDED, 0, UNWATCHED, DriftSettings.DEFAULT);

    static final EnumeratorSettings BOUNDED =
            new EnumeratorSettings(Boundedness.BOUNDED, INTERVAL, UNWATCHED, DriftSettings.DEFAULT);

    final FakeContext context = new FakeContext(2);
    final FakeDiscovery kafka = new FakeDiscovery();

    /** The lines about the progress of the replay. */
    final List<String> journal = new ArrayList<>();

    long now = RESOLVE_TIME;

    KafkarsEnumerator enumerator(
            FakeContext onContext, EnumeratorSettings settings, EnumeratorState state) {
        return new KafkarsEnumerator(onContext, settings, kafka, state, () -> now, journal::add);
    }

    /** Restored, and started; its first call to Kafka has not run yet. */
    KafkarsEnumerator restored(EnumeratorSettings settings, EnumeratorState state) {
        var enumerator = enumerator(context, settings, state);
        enumerator.start();
        return enumerator;
    }

    /** New, and started; its first call to Kafka has not run yet. */
    KafkarsEnumerator start(EnumeratorSettings settings) {
        return restored(settings, EnumeratorState.NOTHING_KNOWN);
    }

    /** New, started, and with its initial partitions. */
    KafkarsEnumerator started(EnumeratorSettings settings) {
        var enumerator = start(settings);
        context.runCalls();
        return enumerator;
    }

    void register(KafkarsEnumerator enumerator, int subtask) {
        context.register(subtask);
        enumerator.addReader(subtask);
    }

    /** A state in which readers have all splits. */
    static EnumeratorState state(boolean live, KafkarsSplit... splits) {
        return new EnumeratorState(
                OptionalLong.of(RESOLVE_TIME), List.of(splits), Set.of(), true, live);
    }

    static ReaderProgressEvent progress(int live, int splits, long remaining) {
        return new ReaderProgressEvent(live, splits, 0, remaining, 7_000, "t-0", remaining);
    }
}
