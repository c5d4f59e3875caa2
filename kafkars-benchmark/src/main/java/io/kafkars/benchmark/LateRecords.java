// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

/** Flink's counters of the late records that the windows of this process dropped. */
final class LateRecords {

    private static final String METRIC = "numLateRecordsDropped";

    /** Those of the present round, as Flink registers them. */
    private static final List<Counter> COUNTERS = new CopyOnWriteArrayList<>();

    private LateRecords() {}

    /** Makes a cluster report the counters. */
    static void enableReporter(Configuration configuration) {
        configuration.setString("metrics.reporters", "late");
        configuration.setString("metrics.reporter.late.factory.class", Factory.class.getName());
    }

    /** Forgets the counters of the last round. */
    static void reset() {
        COUNTERS.clear();
    }

    /** The late records that were dropped so far. */
    static long dropped() {
        return COUNTERS.stream().mapToLong(Counter::getCount).sum();
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
            if (name.equals(METRIC) && metric instanceof Counter counter) {
                COUNTERS.add(counter);
            }
        }

        @Override
        public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
    }
}
