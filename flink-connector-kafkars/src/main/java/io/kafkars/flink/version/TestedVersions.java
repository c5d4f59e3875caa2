// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.version;

import io.kafkars.validation.Explanation;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The versions of Flink that the connector is tested with, oldest first. Their only list is the
 * resource {@code flink-versions.txt}, which {@code ./flink-versions} and the workflow read too.
 */
@Internal
public final class TestedVersions {

    private static final List<String> ALL = read();

    private TestedVersions() {}

    /** All of them, such as {@code 2.2.1}. */
    public static List<String> all() {
        return ALL;
    }

    /** Whether one of them differs from this version in nothing but the patch release. */
    static boolean cover(String version) {
        return ALL.stream().anyMatch(tested -> minorOf(tested).equals(minorOf(version)));
    }

    /** The first two numbers: {@code 2.2} of {@code 2.2.1} and of {@code 2.2-SNAPSHOT}. */
    private static String minorOf(String version) {
        String[] parts = version.split("[^0-9]+", 3);
        return parts.length < 2 ? version : parts[0] + "." + parts[1];
    }

    private static List<String> read() {
        try (InputStream list = TestedVersions.class.getResourceAsStream("flink-versions.txt")) {
            return new String(Objects.requireNonNull(list).readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw Explanation.of(
                    new IllegalStateException(
                            "The list of Flink's versions cannot be read: "
                                    + Explanation.reason(e)),
                    e);
        }
    }
}
