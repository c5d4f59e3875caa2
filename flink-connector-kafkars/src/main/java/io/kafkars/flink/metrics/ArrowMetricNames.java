// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.metrics;

import org.apache.flink.annotation.PublicEvolving;

/** Names of the metrics that a reader of Arrow batches has besides those of {@link MetricNames}. */
@PublicEvolving
public final class ArrowMetricNames {

    /** Gauge: bytes outside the heap that the reader's vectors take now. */
    public static final String ARROW_ALLOCATED_BYTES = "arrowAllocatedBytes";

    /** Gauge: the largest number of bytes that they have taken so far. */
    public static final String ARROW_PEAK_BYTES = "arrowPeakBytes";

    private ArrowMetricNames() {}
}
