// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.validation.Problems;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a reader parses fetch responses itself or polls {@code KafkaConsumer}, and why.
 *
 * @param columnar whether responses are parsed directly into columns
 * @param reasons why not; empty if they are
 */
record FetchPath(boolean columnar, List<String> reasons) {

    private static final FetchPath COLUMNAR = new FetchPath(true, List.of());

    /**
     * Decides.
     *
     * @param properties of the consumer, as {@code KafkaConsumer} gets them
     * @param unavailable why this JVM cannot parse responses, if that is so
     * @throws IllegalArgumentException if the mode is {@link FetchMode#COLUMNAR} and that is not
     *     possible; with every reason
     */
    static FetchPath choose(
            Map<String, ?> properties, FetchMode mode, Optional<String> unavailable) {
        if (mode == FetchMode.CLIENT) {
            return new FetchPath(
                    false,
                    List.of("setFetch(CLIENT), in SQL 'scan.fetch' = 'client', asks for it"));
        }
        List<String> reasons =
                Stream.concat(
                                unavailable.stream(),
                                ClientNeeds.of(properties).stream().map(ClientNeeds.Need::toString))
                        .toList();
        if (reasons.isEmpty()) {
            return COLUMNAR;
        }
        if (mode == FetchMode.COLUMNAR) {
            var problems = new Problems();
            reasons.forEach(reason -> problems.add("%s", reason));
            problems.throwIfAny(
                    "Records cannot be fetched as columns, which setFetch(COLUMNAR), in SQL"
                            + " 'scan.fetch' = 'columnar', asks for. Choose AUTO or CLIENT, in SQL"
                            + " 'auto' or 'client', or change this");
        }
        return new FetchPath(false, reasons);
    }

    /** One sentence for the log. */
    String describe(String clientVersion) {
        return columnar
                ? String.format("Records are fetched as columns (kafka-clients %s)", clientVersion)
                : String.format(
                        "Records are fetched through KafkaConsumer (kafka-clients %s): %s",
                        clientVersion, String.join("; ", reasons));
    }
}
