// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.flink.drift.DriftSettings;
import io.kafkars.merge.ReplayWatermarks;

import org.apache.flink.annotation.Internal;

/**
 * How a reader behaves; immutable.
 *
 * @param commitsOffsetsOnCheckpoints whether offsets are committed to the consumer group when a
 *     checkpoint completes
 * @param registersClientMetrics whether the Kafka client's own metrics are registered too
 * @param emitsWatermarks whether the source's watermarks are emitted
 * @param futureTolerance by how many milliseconds a timestamp may be ahead and still be believed;
 *     becomes part of the state of splits that have none
 * @param replayWatermarks what the watermarks of the replay are
 * @param rowLimit number of elements after which the reader ends; {@link Long#MAX_VALUE} for none
 * @param bounded whether the source ends instead of going live
 * @param drift how far the readers of the replay may drift apart
 */
@Internal
public record ReaderSettings(
        boolean commitsOffsetsOnCheckpoints,
        boolean registersClientMetrics,
        boolean emitsWatermarks,
        long futureTolerance,
        ReplayWatermarks replayWatermarks,
        long rowLimit,
        boolean bounded,
        DriftSettings drift) {}
