// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.testing.EmbeddedKafka;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One week of real earthquakes (USGS, public domain) as a topic: one partition per seismic network,
 * in the order of the networks' names. Each partition is a log as a network would write it, in
 * timestamp order. The record timestamp is the time of the earthquake.
 */
public final class EarthquakeTopic {

    public static final String NAME = "earthquakes";

    private static final String FILE = "/earthquakes.jsonl";

    private final List<Earthquake> earthquakes;
    private final List<String> networks;

    private EarthquakeTopic(List<Earthquake> earthquakes) {
        this.earthquakes = earthquakes;
        this.networks = earthquakes.stream().map(Earthquake::network).distinct().sorted().toList();
    }

    /** Reads the earthquakes; nothing is written yet. */
    public static EarthquakeTopic fromFile() {
        try (InputStream file =
                        Objects.requireNonNull(
                                EarthquakeTopic.class.getResourceAsStream(FILE), FILE);
                var lines =
                        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return new EarthquakeTopic(lines.lines().map(Earthquake::parse).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All earthquakes, in the order of the file. */
    public List<Earthquake> earthquakes() {
        return earthquakes;
    }

    /** The seismic networks; the index in the list is the partition. */
    List<String> networks() {
        return networks;
    }

    /** Creates the topic and fills it. */
    public void writeTo(EmbeddedKafka kafka) {
        // The earthquakes are older than the default retention of a topic.
        kafka.createTopic(NAME, networks.size(), Map.of("retention.ms", "-1"));
        kafka.produce(
                earthquakes.stream()
                        .sorted(Comparator.comparingLong(Earthquake::time))
                        .map(this::record)
                        .toList());
    }

    private ProducerRecord<byte[], byte[]> record(Earthquake earthquake) {
        return new ProducerRecord<>(
                NAME,
                networks.indexOf(earthquake.network()),
                earthquake.time(),
                earthquake.id().getBytes(StandardCharsets.UTF_8),
                earthquake.json().getBytes(StandardCharsets.UTF_8));
    }
}
