// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.apache.flink.annotation.Internal;

/**
 * How a reader behaves; immutable.
 *
 * @param commitsOffsetsOnCheckpoints whether offsets are committed to the consumer group when a
 *     checkpoint completes
 * @param registersClientMetrics whether the Kafka client's own metrics are registered too
 * @param emitsWatermarks whether the merge's watermarks are emitted
 * @param futureTolerance by how many milliseconds a timestamp may be ahead and still be believed;
 *     becomes part of the state of splits that have none
 * @param rowLimit number of elements after which the reader ends; {@link Long#MAX_VALUE} for none
 * @param bounded whether the source ends instead of going live
 */
@Internal
public record ReaderSettings(
        boolean commitsOffsetsOnCheckpoints,
        boolean registersClientMetrics,
        boolean emitsWatermarks,
        long futureTolerance,
        long rowLimit,
        boolean bounded) {}
