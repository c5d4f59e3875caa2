// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.fetch.FetchMode;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a version of kafka-clients did, as a row of a table.
 *
 * @param fetched how records are fetched by default
 * @param good whether every way gave all records in order
 */
record ClientVersionRow(String version, String fetched, boolean good) {

    static final String HEADING =
            "| kafka-clients | records are | all of them in order |\n|---|---|---|";

    /**
     * From what a reader has printed.
     *
     * @param status with which it ended
     * @param expected partition, offset and value of each record, in order
     */
    static ClientVersionRow of(String version, int status, String log, List<String> expected) {
        boolean good =
                status == 0
                        && log.lines().anyMatch((ClientVersionReader.VERSION + version)::equals)
                        && Stream.of(
                                        FetchMode.AUTO.toString(),
                                        FetchMode.CLIENT.toString(),
                                        "alone")
                                .allMatch(way -> read(log, way).equals(expected));
        return new ClientVersionRow(version, fetched(log), good);
    }

    private static List<String> read(String log, String way) {
        String prefix = ClientVersionReader.prefix(way);
        return log.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    /** The first reader is one by default. */
    private static String fetched(String log) {
        String first =
                log.lines()
                        .filter(line -> line.startsWith("INFO Records are fetched "))
                        .findFirst()
                        .orElse("");
        if (first.contains(" as columns ")) {
            return "parsed directly";
        }
        return first.contains(" through KafkaConsumer ") ? "polled from `KafkaConsumer`" : "-";
    }

    @Override
    public String toString() {
        return String.format("| %s | %s | %s |", version, fetched, good ? "yes" : "no");
    }
}
