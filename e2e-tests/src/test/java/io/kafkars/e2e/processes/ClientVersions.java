// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.testing.EmbeddedKafka;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads a topic with several versions of kafka-clients, and prints how each fetches, and whether
 * every record came, in order. The broker is that of the build.
 *
 * <p>Exit code 0 if all of them read everything in order, 1 if not or if the program failed, 2 if
 * the arguments are wrong.
 */
@Command(
        name = "kafka-clients-versions",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Reads a topic with these versions of kafka-clients on the class path, and prints a"
                    + " table: how records are fetched, and whether all of them came in order. Maven"
                    + " downloads the jars, which are kept in ~/.cache/kafkars.",
            ""
        })
public final class ClientVersions implements Callable<Integer> {

    /** The newest of each minor version before the one of the build. */
    static final List<String> FORMER = List.of("3.9.2", "4.0.2", "4.1.2", "4.2.2");

    private static final int FAILED = 1;
    private static final int PATIENCE_SECONDS = 180;
    private static final String TOPIC = "events";

    /** One for each partition. */
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    private static final int RECORDS = 2_000;
    private static final long START = 1_770_000_000_000L;

    /** Between two records: they are in partitions in turn. */
    private static final long MILLIS = 100;

    /** Each so many records, a transaction is aborted. */
    private static final int ABORT_EVERY = 400;

    private final PrintStream out;
    private final PrintStream err;

    /** What is to be read, in this order: partition, offset and value. */
    private final List<String> expected = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    @Parameters(
            paramLabel = "VERSION",
            description = "The versions; those of the documentation if none is given.")
    private List<String> versions = new ArrayList<>();

    private ClientVersions(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        // Kafka's test kit prints how it formats its disk.
        System.setOut(System.err);
        System.exit(
                new CommandLine(new ClientVersions(out, System.err))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(System.err, true))
                        .execute(arguments));
    }

    /** All that are tried if none is given: the former ones, and that of the build. */
    static List<String> all() {
        return Stream.concat(FORMER.stream(), Stream.of(KafkaClientsJar.ofBuild().version()))
                .toList();
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("kafka-clients-versions-");
        boolean good = true;
        try (var kafka = EmbeddedKafka.start()) {
            write(kafka);
            out.println(ClientVersionRow.HEADING);
            for (String version : versions.isEmpty() ? all() : versions) {
                ClientVersionRow row = read(kafka, directory, new KafkaClientsJar(version));
                out.println(row);
                good &= row.good();
            }
        }
        return good ? 0 : FAILED;
    }

    /** Partitions in turn, each with a codec of its own, and transactions that come to nothing. */
    private void write(EmbeddedKafka kafka) throws Exception {
        kafka.createTopic(TOPIC, CODECS.size());
        var producers = new ArrayList<KafkaProducer<byte[], byte[]>>();
        for (String codec : CODECS) {
            KafkaProducer<byte[], byte[]> producer =
                    kafka.producer(
                            Map.of("compression.type", codec, "transactional.id", "of-" + codec));
            producer.initTransactions();
            producers.add(producer);
        }
        for (int from = 0; from < RECORDS; from += ABORT_EVERY) {
            for (var producer : producers) {
                producer.beginTransaction();
            }
            for (int i = from; i < from + ABORT_EVERY; i++) {
                int partition = i % CODECS.size();
                long offset =
                        producers.get(partition).send(record(partition, i, "v" + i)).get().offset();
                expected.add(partition + " " + offset + " v" + i);
            }
            for (var producer : producers) {
                producer.commitTransaction();
                producer.beginTransaction();
                producer.send(record(producers.indexOf(producer), from, "aborted")).get();
                producer.abortTransaction();
            }
        }
        producers.forEach(KafkaProducer::close);
    }

    private static ProducerRecord<byte[], byte[]> record(int partition, int number, String value) {
        byte[] key = ("k" + number).getBytes(UTF_8);
        return new ProducerRecord<>(
                TOPIC, partition, START + number * MILLIS, key, value.getBytes(UTF_8));
    }

    private ClientVersionRow read(EmbeddedKafka kafka, Path directory, KafkaClientsJar jar)
            throws Exception {
        Path logging =
                Files.writeString(
                        directory.resolve("log4j2.properties"),
                        """
                        rootLogger.level = WARN
                        rootLogger.appenderRef.console.ref = Console
                        logger.kafkars.name = io.kafkars
                        logger.kafkars.level = INFO
                        appender.console.name = Console
                        appender.console.type = CONSOLE
                        appender.console.layout.type = PatternLayout
                        appender.console.layout.pattern = %p %m%n
                        """);
        List<String> jvm =
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "-Dlog4j2.configurationFile=" + logging,
                        "-cp",
                        jar.classPath());
        try (var reader =
                ChildJvm.start(
                        "kafka-clients-" + jar.version(),
                        directory,
                        jvm,
                        ClientVersionReader.class.getName(),
                        List.of(kafka.bootstrapServers(), TOPIC))) {
            int status = reader.await(PATIENCE_SECONDS);
            var row = ClientVersionRow.of(jar.version(), status, reader.log(), expected);
            if (!row.good()) {
                err.println(reader.endOfLog());
            }
            return row;
        }
    }
}
