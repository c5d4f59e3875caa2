// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells the {@link Probe} when a SQL job has emitted its first record and received its last, by
 * polling Flink's own metrics once a millisecond. A SQL job has no place for a {@link
 * MeasuringSink}.
 */
final class OperatorCounts implements AutoCloseable {

    private static final long INTERVAL_NANOS = 1_000_000;
    private static final String SOURCE = "Source";
    private static final String SINK = "Writer";

    /** Counters of the operators that run in this process, as Flink registers them. */
    private static final Map<String, Counter> COUNTERS = new ConcurrentHashMap<>();

    private final Probe probe;
    private final Thread thread = new Thread(this::watch, "operator counts");
    private volatile boolean jobHasEnded;

    private OperatorCounts(Probe probe) {
        this.probe = probe;
    }

    /** Makes a local environment report the counters that {@link #watch} polls. */
    static void enableReporter(Configuration configuration) {
        configuration.setString("metrics.reporters", "counts");
        configuration.setString("metrics.reporter.counts.factory.class", Factory.class.getName());
    }

    /** Starts to watch. The job must be started afterwards. */
    static OperatorCounts watch(Probe probe) {
        COUNTERS.clear();
        var counts = new OperatorCounts(probe);
        counts.thread.setDaemon(true);
        counts.thread.start();
        return counts;
    }

    private void watch() {
        while (!jobHasEnded && count(SOURCE) == 0) {
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        probe.first();
        while (!jobHasEnded && count(SINK) < probe.task().records()) {
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        probe.last();
    }

    private static long count(String operator) {
        Counter counter = COUNTERS.get(operator);
        return counter == null ? 0 : counter.getCount();
    }

    /** Call when the job has ended: reports the number of records. */
    void jobEnded() throws InterruptedException {
        jobHasEnded = true;
        thread.join();
        probe.ended(count(SINK));
    }

    @Override
    public void close() {
        jobHasEnded = true;
    }

    /** Instantiated by Flink, by class name. */
    public static final class Factory implements MetricReporterFactory {

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new Reporter();
        }
    }

    private static final class Reporter implements MetricReporter {

        @Override
        public void open(MetricConfig config) {}

        @Override
        public void close() {}

        @Override
        public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
            String operator = group.getAllVariables().get("<operator_name>");
            if (operator == null || !(metric instanceof Counter counter)) {
                return;
            }
            if (name.equals("numRecordsOut") && operator.startsWith(SOURCE)) {
                COUNTERS.put(SOURCE, counter);
            } else if (name.equals("numRecordsIn") && operator.endsWith(SINK)) {
                COUNTERS.put(SINK, counter);
            }
        }

        @Override
        public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
    }
}
