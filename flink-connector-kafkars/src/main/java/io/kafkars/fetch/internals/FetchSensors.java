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

    /** Topics with dots have their metrics a second time, with underscores instead. */
    private static final String DEPRECATED = ".deprecated";

    private final Metrics metrics;
    private final FetchMetricsRegistry names =
            new FetchMetricsRegistry(Set.of(CLIENT_ID), GROUP_PREFIX);
    private final Sensor bytes;
    private final Sensor records;
    private final Map<String, Sensor> bytesByTopic = new HashMap<>();
    private final Map<String, Sensor> recordsByTopic = new HashMap<>();
    private final Set<String> silenced = new HashSet<>();

    /** To be created before the client's own. */
    FetchSensors(Metrics metrics) {
        this.metrics = metrics;
        metrics.sensor(BYTES);
        metrics.sensor(RECORDS);
        bytes = metrics.sensor(OWN + BYTES);
        addBytes(bytes, Map.of(), false);
        records = metrics.sensor(OWN + RECORDS);
        addRecords(records, Map.of(), false);
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

    /** Records the totals of one response. */
    void record(long recordCount, long byteCount) {
        bytes.record(byteCount);
        records.record(recordCount);
    }

    /** Records the totals that one response has for a topic. */
    void record(String topic, long recordCount, long byteCount) {
        bytesByTopic.computeIfAbsent(topic, name -> ofTopic(name, BYTES)).record(byteCount);
        recordsByTopic.computeIfAbsent(topic, name -> ofTopic(name, RECORDS)).record(recordCount);
    }

    private Sensor ofTopic(String topic, String what) {
        Sensor sensor = metrics.sensor(OWN + topicSensor(topic, what));
        addTopic(sensor, Map.of("topic", topic), what);
        if (hasDeprecated(topic)) {
            addTopic(sensor, Map.of("topic", topic.replace('.', '_')), what);
        }
        return sensor;
    }

    private void addTopic(Sensor sensor, Map<String, String> tags, String what) {
        if (what.equals(BYTES)) {
            addBytes(sensor, tags, true);
        } else {
            addRecords(sensor, tags, true);
        }
    }

    private void addBytes(Sensor sensor, Map<String, String> tags, boolean ofTopic) {
        MetricNameTemplate average = ofTopic ? names.topicFetchSizeAvg : names.fetchSizeAvg;
        MetricNameTemplate largest = ofTopic ? names.topicFetchSizeMax : names.fetchSizeMax;
        sensor.add(metrics.metricInstance(average, tags), new Avg());
        sensor.add(metrics.metricInstance(largest, tags), new Max());
        addMeter(
                sensor,
                tags,
                ofTopic ? names.topicBytesConsumedRate : names.bytesConsumedRate,
                ofTopic ? names.topicBytesConsumedTotal : names.bytesConsumedTotal);
    }

    private void addRecords(Sensor sensor, Map<String, String> tags, boolean ofTopic) {
        MetricNameTemplate average =
                ofTopic ? names.topicRecordsPerRequestAvg : names.recordsPerRequestAvg;
        sensor.add(metrics.metricInstance(average, tags), new Avg());
        addMeter(
                sensor,
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
