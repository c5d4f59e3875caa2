// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.metrics;

import org.apache.flink.annotation.Internal;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;

import java.util.function.LongSupplier;

/** The gauges of one partition, which are removed when its split has finished. */
@Internal
public final class PartitionMetrics implements AutoCloseable {

    private static final long NONE = -1;

    private final MetricGroup group;
    private volatile long committedOffset = NONE;

    PartitionMetrics(MetricGroup group, LongSupplier nextOffset, LongSupplier lostOffsets) {
        this.group = group;
        long start = nextOffset.getAsLong();
        group.gauge(
                MetricNames.CURRENT_OFFSET,
                (Gauge<Long>)
                        () -> {
                            long next = nextOffset.getAsLong();
                            return next == start ? NONE : next - 1;
                        });
        group.gauge(MetricNames.LOST_RECORDS, (Gauge<Long>) lostOffsets::getAsLong);
        group.gauge(MetricNames.COMMITTED_OFFSET, (Gauge<Long>) () -> committedOffset);
    }

    /** This offset was committed: the next one to emit. */
    public void committed(long nextOffset) {
        committedOffset = nextOffset;
    }

    /** Removes the gauges. */
    @Override
    public void close() {
        remove(group);
    }

    /** Removes all metrics of a group. */
    static void remove(MetricGroup group) {
        if (group instanceof AbstractMetricGroup<?> closeable) {
            closeable.close();
        }
    }
}
