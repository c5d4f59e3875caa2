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
 * @param rowLimit number of elements after which the reader ends; {@link Long#MAX_VALUE} for none
 * @param bounded whether the source ends instead of going live
 */
@Internal
public record ReaderSettings(
        boolean commitsOffsetsOnCheckpoints,
        boolean registersClientMetrics,
        boolean emitsWatermarks,
        long rowLimit,
        boolean bounded) {}
