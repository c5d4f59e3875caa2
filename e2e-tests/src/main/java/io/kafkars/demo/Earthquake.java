// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An earthquake as the U.S. Geological Survey publishes it.
 *
 * @param id its unique id
 * @param network the seismic network that reported it
 * @param time when it happened, in milliseconds since the epoch
 * @param magnitude its magnitude, or null if not known
 * @param place where it was, in words, or null if not known
 * @param json the line that it was read from
 */
public record Earthquake(
        String id, String network, long time, Double magnitude, String place, String json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads one line.
     *
     * @throws IllegalArgumentException if it is not an earthquake; the message contains the line
     */
    static Earthquake parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            JsonNode magnitude = node.path("mag");
            return new Earthquake(
                    node.required("id").textValue(),
                    node.required("net").textValue(),
                    node.required("time").longValue(),
                    magnitude.isNumber() ? magnitude.doubleValue() : null,
                    node.path("place").asText(null),
                    line);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("Not an earthquake: " + line, e);
        }
    }

    /** Reads the value of a record. */
    static Earthquake parse(byte[] json) {
        return parse(new String(json, StandardCharsets.UTF_8));
    }

    /** The part of it that the windows need. */
    Observation observation() {
        return new Observation(time, magnitude, place);
    }
}
