// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch.internals;

import org.apache.kafka.clients.consumer.internals.FetchMetricsRegistry;
import org.apache.kafka.common.MetricNameTemplate;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Meter;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The metrics of Kafka's consumer that count fetched records and bytes, under its names.
 *
 * <p>The client itself would count the stand-ins. It uses a sensor that exists under the name that
 * it wants. So this class creates sensors of these names first, without a metric: what the client
 * records in them is dropped. The metrics belong to other sensors.
 */
final class FetchSensors {

    private static final String CLIENT_ID = "client-id";
    private static final String GROUP_PREFIX = "consumer";
    private static final String OWN = "kafkars.";
    private static final String BYTES = "bytes-fetched";
    private static final String RECORDS = "records-fetched";
    private static final String PER_FETCH = ".per-fetch";

    /** Topics with dots have their metrics a second time, with underscores instead. */
    private static final String DEPRECATED = ".deprecated";

    /** The metrics of one sensor that count, and those of another one that are about fetches. */
    record Sensors(Sensor counter, Sensor perFetch) {}

    private final Metrics metrics;
    private final FetchMetricsRegistry names =
            new FetchMetricsRegistry(Set.of(CLIENT_ID), GROUP_PREFIX);
    private final Sensors bytes;
    private final Sensors records;
    private final Map<String, Sensors> bytesByTopic = new HashMap<>();
    private final Map<String, Sensors> recordsByTopic = new HashMap<>();
    private final Set<String> silenced = new HashSet<>();

    /** To be created before the client's own. */
    FetchSensors(Metrics metrics) {
        this.metrics = metrics;
        metrics.sensor(BYTES);
        metrics.sensor(RECORDS);
        bytes = sensors(BYTES);
        addBytes(bytes, Map.of(), false);
        records = sensors(RECORDS);
        addRecords(records, Map.of(), false);
    }

    private Sensors sensors(String name) {
        return new Sensors(metrics.sensor(OWN + name), metrics.sensor(OWN + name + PER_FETCH));
    }

    /** Drops what the client will record of a topic. */
    void silence(String topic) {
        if (silenced.add(topic)) {
            for (String name :
                    new String[] {topicSensor(topic, BYTES), topicSensor(topic, RECORDS)}) {
                metrics.sensor(name);
                if (hasDeprecated(topic)) {
                    metrics.sensor(name + DEPRECATED);
                }
            }
        }
    }

    private static String topicSensor(String topic, String what) {
        return "topic." + topic + "." + what;
    }

    private static boolean hasDeprecated(String topic) {
        return topic.indexOf('.') >= 0;
    }

    /** Counts what has been read of a topic. */
    void count(String topic, long recordCount, long byteCount) {
        bytes.counter.record(byteCount);
        records.counter.record(recordCount);
        bytesOf(topic).counter.record(byteCount);
        recordsOf(topic).counter.record(recordCount);
    }

    /** Records the totals of a response that has been read. */
    void finish(long recordCount, long byteCount) {
        bytes.perFetch.record(byteCount);
        records.perFetch.record(recordCount);
    }

    /** Records the totals that a response which has been read has for a topic. */
    void finish(String topic, long recordCount, long byteCount) {
        bytesOf(topic).perFetch.record(byteCount);
        recordsOf(topic).perFetch.record(recordCount);
    }

    private Sensors bytesOf(String topic) {
        return bytesByTopic.computeIfAbsent(topic, name -> ofTopic(name, BYTES));
    }

    private Sensors recordsOf(String topic) {
        return recordsByTopic.computeIfAbsent(topic, name -> ofTopic(name, RECORDS));
    }

    private Sensors ofTopic(String topic, String what) {
        Sensors sensors = sensors(topicSensor(topic, what));
        addTopic(sensors, Map.of("topic", topic), what);
        if (hasDeprecated(topic)) {
            addTopic(sensors, Map.of("topic", topic.replace('.', '_')), what);
        }
        return sensors;
    }

    private void addTopic(Sensors sensors, Map<String, String> tags, String what) {
        if (what.equals(BYTES)) {
            addBytes(sensors, tags, true);
        } else {
            addRecords(sensors, tags, true);
        }
    }

    private void addBytes(Sensors sensors, Map<String, String> tags, boolean ofTopic) {
        MetricNameTemplate average = ofTopic ? names.topicFetchSizeAvg : names.fetchSizeAvg;
        MetricNameTemplate largest = ofTopic ? names.topicFetchSizeMax : names.fetchSizeMax;
        sensors.perFetch.add(metrics.metricInstance(average, tags), new Avg());
        sensors.perFetch.add(metrics.metricInstance(largest, tags), new Max());
        addMeter(
                sensors.counter,
                tags,
                ofTopic ? names.topicBytesConsumedRate : names.bytesConsumedRate,
                ofTopic ? names.topicBytesConsumedTotal : names.bytesConsumedTotal);
    }

    private void addRecords(Sensors sensors, Map<String, String> tags, boolean ofTopic) {
        MetricNameTemplate average =
                ofTopic ? names.topicRecordsPerRequestAvg : names.recordsPerRequestAvg;
        sensors.perFetch.add(metrics.metricInstance(average, tags), new Avg());
        addMeter(
                sensors.counter,
                tags,
                ofTopic ? names.topicRecordsConsumedRate : names.recordsConsumedRate,
                ofTopic ? names.topicRecordsConsumedTotal : names.recordsConsumedTotal);
    }

    private void addMeter(
            Sensor sensor,
            Map<String, String> tags,
            MetricNameTemplate rate,
            MetricNameTemplate total) {
        sensor.add(
                new Meter(metrics.metricInstance(rate, tags), metrics.metricInstance(total, tags)));
    }
}
