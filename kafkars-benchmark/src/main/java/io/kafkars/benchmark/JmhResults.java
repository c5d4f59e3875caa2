// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The results of the last JMH run, from the file that it writes. */
record JmhResults(JsonNode results) {

    /** Reads the file; without one, there are no results. */
    static JmhResults read(Path file) throws IOException {
        return Files.exists(file)
                ? new JmhResults(new ObjectMapper().readTree(file.toFile()))
                : none();
    }

    /** No results. */
    static JmhResults none() {
        return new JmhResults(MissingNode.getInstance());
    }

    /**
     * The score of a benchmark, in its own unit.
     *
     * @param benchmark simple name of its class, and its method
     * @param parameters its parameters, as name, value, name, value ...
     */
    OptionalDouble score(String benchmark, String... parameters) {
        for (JsonNode result : results) {
            boolean found = result.path("benchmark").asText().endsWith("." + benchmark);
            for (int i = 0; i < parameters.length; i += 2) {
                String value = result.path("params").path(parameters[i]).asText();
                found &= value.equals(parameters[i + 1]);
            }
            if (found) {
                return OptionalDouble.of(result.path("primaryMetric").path("score").asDouble());
            }
        }
        return OptionalDouble.empty();
    }
}
