// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.merge.MergeSettings;
import io.kafkars.validation.Problems;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_BATCH_SIZE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_FUTURE_TOLERANCE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_HOLD_MAX_BYTES;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_HOLD_MAX_RECORDS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_LIVE_IDLE_TIMEOUT;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_LIVE_MAX_WAIT;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_OUT_OF_ORDERNESS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_WATERMARK_INTERVAL;

/** From the options on order, memory and liveness to the settings of the merge. */
final class MergeOptions {

    private final OptionReader options;
    private MergeSettings settings = MergeSettings.DEFAULT;

    private MergeOptions(OptionReader options) {
        this.options = options;
    }

    /**
     * Reads the settings; what is wrong is added to the problems, and leaves the default.
     *
     * @param goesLive whether the table goes live; if not, settings for that are not read
     */
    static MergeSettings read(OptionReader options, boolean goesLive) {
        var merge = new MergeOptions(options);
        merge.set(SCAN_BATCH_SIZE, options::number, MergeSettings::withBatchSize);
        merge.set(SCAN_HOLD_MAX_RECORDS, options::number, MergeSettings::withMaxHeldRecords);
        merge.set(SCAN_HOLD_MAX_BYTES, options::size, MergeOptions::withMaxHeldBytes);
        merge.set(SCAN_OUT_OF_ORDERNESS, options::duration, MergeSettings::withOutOfOrderness);
        merge.set(SCAN_WATERMARK_INTERVAL, options::duration, MergeSettings::withWatermarkInterval);
        merge.set(SCAN_FUTURE_TOLERANCE, options::duration, MergeSettings::withFutureTolerance);
        if (goesLive) {
            merge.set(SCAN_LIVE_MAX_WAIT, options::duration, MergeSettings::withLiveMaxWait);
            merge.set(
                    SCAN_LIVE_IDLE_TIMEOUT, options::duration, MergeSettings::withLiveIdleTimeout);
        }
        return merge.settings;
    }

    /** Checks each setting on its own, so that the problem can name the option. */
    private <T> void set(
            ConfigOption<T> option,
            Function<ConfigOption<T>, Optional<T>> reader,
            BiFunction<MergeSettings, T, MergeSettings> wither) {
        Optional<T> value = reader.apply(option);
        if (value.isEmpty()) {
            return;
        }
        MergeSettings changed = wither.apply(settings, value.get());
        var found = new Problems();
        changed.check(component -> String.format("Option '%s'", option.key()), found);
        found.found().forEach(options.problems()::add);
        if (found.none()) {
            settings = changed;
        }
    }

    private static MergeSettings withMaxHeldBytes(MergeSettings settings, MemorySize size) {
        return settings.withMaxHeldBytes(size.getBytes());
    }
}
