// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.metrics;

import io.kafkars.consumer.ReplayStatus;
import io.kafkars.merge.PartitionId;

import org.apache.flink.annotation.Internal;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Registers a reader's metrics, as {@link MetricNames} has them. Any thread may read gauges. */
@Internal
public final class ReaderMetrics {

    /** The only tag of those client metrics of which there is one per client. */
    private static final Set<String> CLIENT_TAGS = Set.of("client-id");

    private final SourceReaderMetricGroup sourceGroup;
    private final Supplier<ReplayStatus> status;
    private final MetricGroup readerGroup;
    private final Counter commitsSucceeded;
    private final Counter commitsFailed;

    public ReaderMetrics(
            SourceReaderMetricGroup sourceGroup,
            Supplier<ReplayStatus> status,
            BooleanSupplier sourceIsLive,
            LongSupplier lateRecords) {
        this.sourceGroup = sourceGroup;
        this.status = status;
        this.readerGroup = sourceGroup.addGroup(MetricNames.READER_GROUP);
        this.commitsSucceeded = readerGroup.counter(MetricNames.COMMITS_SUCCEEDED);
        this.commitsFailed = readerGroup.counter(MetricNames.COMMITS_FAILED);
        sourceGroup.setPendingRecordsGauge(() -> status.get().pendingRecords());
        gauge(status, MetricNames.HELD_RECORDS, ReplayStatus::heldRecords);
        gauge(status, MetricNames.HELD_BYTES, ReplayStatus::heldBytes);
        gauge(status, MetricNames.PAUSED_PARTITIONS, ReplayStatus::pausedPartitions);
        gauge(status, MetricNames.UNREADABLE_PARTITIONS, ReplayStatus::unreadablePartitions);
        gauge(status, MetricNames.LOW_WATER_MARK, ReplayStatus::lowWaterMark);
        gauge(status, MetricNames.IS_LIVE, current -> current.isLive() ? 1 : 0);
        gauge(status, MetricNames.DISORDERED_RECORDS, ReplayStatus::disorderedRecords);
        gauge(status, MetricNames.FUTURE_RECORDS, ReplayStatus::futureRecords);
        gauge(status, MetricNames.LOST_RECORDS, ReplayStatus::allLostOffsets);
        gauge(status, MetricNames.REPLAY_RECORDS_REMAINING, ReplayStatus::replayRemaining);
        readerGroup.gauge(
                MetricNames.SOURCE_IS_LIVE,
                (Gauge<Long>) () -> sourceIsLive.getAsBoolean() ? 1L : 0L);
        readerGroup.gauge(MetricNames.LATE_RECORDS, (Gauge<Long>) lateRecords::getAsLong);
        readerGroup.gauge(
                MetricNames.SLOWEST_PARTITION,
                (Gauge<String>)
                        () -> status.get().slowestPartition().map(Object::toString).orElse(""));
    }

    private void gauge(
            Supplier<ReplayStatus> status, String name, ToLongFunction<ReplayStatus> value) {
        readerGroup.gauge(name, (Gauge<Long>) () -> value.applyAsLong(status.get()));
    }

    /** Registers the gauges of a partition; close them when the split is finished. */
    public PartitionMetrics partition(String topic, int partition, LongSupplier nextOffset) {
        var id = new PartitionId(topic, partition);
        return new PartitionMetrics(
                readerGroup
                        .addGroup(MetricNames.TOPIC_GROUP, topic)
                        .addGroup(MetricNames.PARTITION_GROUP, String.valueOf(partition)),
                nextOffset,
                () -> status.get().lostOffsets().getOrDefault(id, 0L));
    }

    /**
     * Removes what Flink (since 2.1) registers for a split, after it has added the split to the
     * reader: its watermark, and the time for which its own output was active, idle or paused. The
     * reader emits everything, watermarks too, to its main output. So Flink sees nothing of a
     * split's output, and would report that it has no watermark and is always active.
     *
     * <p>Flink removes the same group when the split finishes, and does not mind that it is gone.
     */
    public void removeOutputMetrics(String splitId) {
        PartitionMetrics.remove(sourceGroup.addGroup("split", splitId).addGroup("watermark"));
    }

    /**
     * Registers the client's metrics of which there is one per client. Those of nodes, topics and
     * partitions share their names, and would collide in Flink.
     */
    public void client(Map<MetricName, ? extends Metric> clientMetrics) {
        MetricGroup group = readerGroup.addGroup(MetricNames.CONSUMER_GROUP);
        clientMetrics.forEach(
                (name, metric) -> {
                    if (name.tags().keySet().equals(CLIENT_TAGS)) {
                        group.gauge(name.name(), (Gauge<Object>) metric::metricValue);
                    }
                });
    }

    /** Registers the gauges that say whether the reader waits for another, and for which. */
    public void drift(LongSupplier waitMillis, Supplier<String> waitsFor) {
        readerGroup.gauge(MetricNames.DRIFT_WAIT_MS, (Gauge<Long>) waitMillis::getAsLong);
        readerGroup.gauge(MetricNames.DRIFT_WAITS_FOR, (Gauge<String>) waitsFor::get);
    }

    /** Registers the gauges of the memory that Arrow vectors take, in bytes. */
    public void arrowMemory(LongSupplier allocated, LongSupplier peak) {
        readerGroup.gauge(
                ArrowMetricNames.ARROW_ALLOCATED_BYTES, (Gauge<Long>) allocated::getAsLong);
        readerGroup.gauge(ArrowMetricNames.ARROW_PEAK_BYTES, (Gauge<Long>) peak::getAsLong);
    }

    /** Bytes were fetched. */
    public void bytesIn(long bytes) {
        sourceGroup.getIOMetricGroup().getNumBytesInCounter().inc(bytes);
    }

    public void commitSucceeded() {
        commitsSucceeded.inc();
    }

    public void commitFailed() {
        commitsFailed.inc();
    }

    /** A record could not be deserialized. */
    public void recordInError() {
        sourceGroup.getNumRecordsInErrorsCounter().inc();
    }
}
