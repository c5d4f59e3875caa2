// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.docs;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.Times;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static io.kafkars.testing.Records.at;
import static org.assertj.core.api.Assertions.assertThat;

/** The example in the Javadoc of {@link ConsumerManager} does what it says. */
class ConsumerManagerExampleITCase {

    private static final String SERVERS = "localhost:9092";

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @TempDir Path classes;

    @Test
    @Timeout(120)
    void itPrintsTheRecordsOfBothTopicsInOrderAndEndsWhenLive() throws Exception {
        kafka.topic("events", 2)
                .write(0, Times.of(at(1_000), at(4_000)))
                .write(1, Times.of(at(2_000), at(5_000)));
        kafka.topic("metrics", 1).write(0, Times.of(at(3_000), at(4_000)));
        String example = Snippets.inJavadocOf(ConsumerManager.class);
        assertThat(example).containsOnlyOnce(SERVERS);

        assertThat(run(example.replace(SERVERS, kafka.bootstrapServers())))
                .containsExactly(
                        "events 1000",
                        "events 2000",
                        "metrics 3000",
                        "events 4000",
                        "metrics 4000",
                        "events 5000");
    }

    /** The lines that the example writes to the standard output. */
    private List<String> run(String example) throws Exception {
        Snippets.compile(example, classes);
        var written = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (var loader = Snippets.loader(classes);
                var captured = new PrintStream(written, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            loader.loadClass(Snippets.CLASS)
                    .getMethod(
                            Snippets.METHOD,
                            StreamExecutionEnvironment.class,
                            KafkarsSourceBuilder.class)
                    .invoke(null, null, null);
        } finally {
            System.setOut(before);
        }
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
