// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of versions of kafka-clients, and the page that shows it. */
class ClientVersionsTest {

    private static final List<String> RECORDS = List.of("0 0 v0", "1 0 v1");

    private static String log(String version, String line, String auto, String client) {
        return String.join(
                "\n",
                "kafka-clients: " + version,
                "INFO " + line,
                "read auto: 0 0 v0",
                "read auto: " + auto,
                "INFO Records are fetched through KafkaConsumer (kafka-clients 1): it asks for it",
                "read client: 0 0 v0",
                "read client: " + client,
                "read alone: 0 0 v0",
                "read alone: 1 0 v1");
    }

    private static String row(int status, String log) {
        return ClientVersionRow.of("1.2.3", status, log, RECORDS).toString();
    }

    @Test
    void aRowSaysHowRecordsAreFetchedByDefaultAndWhetherAllCameInOrder() {
        String columns = "Records are fetched as columns (kafka-clients 1.2.3)";
        String client =
                "Records are fetched through KafkaConsumer (kafka-clients 1.2.3): it is old";

        assertThat(row(0, log("1.2.3", columns, "1 0 v1", "1 0 v1")))
                .isEqualTo("| 1.2.3 | parsed directly | yes |");
        assertThat(row(0, log("1.2.3", client, "1 0 v1", "1 0 v1")))
                .isEqualTo("| 1.2.3 | polled from `KafkaConsumer` | yes |");
        assertThat(row(0, log("1.2.3", client, "1 1 v1", "1 0 v1"))).endsWith("| no |");
        assertThat(row(0, log("1.2.3", client, "1 0 v1", "0 0 v0"))).endsWith("| no |");
        assertThat(row(1, log("1.2.3", client, "1 0 v1", "1 0 v1"))).endsWith("| no |");
        assertThat(row(0, log("1.2.4", client, "1 0 v1", "1 0 v1"))).endsWith("| no |");
        assertThat(row(1, "NoClassDefFoundError")).isEqualTo("| 1.2.3 | - | no |");
    }

    @Test
    void thePageHasARowForEachVersionThatIsTried() throws Exception {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
        List<String> page =
                Files.readAllLines(module.resolveSibling("docs").resolve("datastream.md"));
        List<String> heading = ClientVersionRow.HEADING.lines().toList();

        assertThat(page).containsSequence(heading);
        assertThat(
                        page.stream()
                                .skip(page.indexOf(heading.get(0)) + heading.size())
                                .takeWhile(line -> line.startsWith("| "))
                                .map(line -> line.split(" ")[1]))
                .containsExactlyElementsOf(ClientVersions.all());
    }
}
