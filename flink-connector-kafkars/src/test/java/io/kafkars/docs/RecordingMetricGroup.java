// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import java.util.Map;
import java.util.TreeMap;

/** Records the names and types of the metrics that are registered in it and in its subgroups. */
final class RecordingMetricGroup extends UnregisteredMetricsGroup {

    private final Map<String, String> typesByPath;
    private final String path;

    RecordingMetricGroup() {
        this(new TreeMap<>(), "");
    }

    private RecordingMetricGroup(Map<String, String> typesByPath, String path) {
        this.typesByPath = typesByPath;
        this.path = path;
    }

    /** {@code counter} or {@code gauge} by path, in which the groups are separated by dots. */
    Map<String, String> typesByPath() {
        return typesByPath;
    }

    @Override
    public Counter counter(String name) {
        return counter(name, new SimpleCounter());
    }

    @Override
    public <C extends Counter> C counter(String name, C counter) {
        typesByPath.put(path + name, "counter");
        return counter;
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
        typesByPath.put(path + name, "gauge");
        return gauge;
    }

    @Override
    public MetricGroup addGroup(String name) {
        return new RecordingMetricGroup(typesByPath, path + name + ".");
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
        return new RecordingMetricGroup(typesByPath, path + key + "." + value + ".");
    }
}
