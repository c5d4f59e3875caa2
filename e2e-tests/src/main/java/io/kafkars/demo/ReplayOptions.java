// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.topics.SourceTopic;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;

/** The options of the command line. */
final class ReplayOptions {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT[,...]",
            description = "Brokers to replay from.")
    private String bootstrapServers;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC:POLICY",
            converter = TopicArgument.class,
            description = {
                "A topic and where to start in it. Repeatable. Policies: ",
                "  " + TopicArgument.ALLOWED + "."
            })
    private List<SourceTopic> topics = new ArrayList<>();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Maximum records of a released batch; the connector's default if not given.")
    private Integer batchSize;

    @Option(
            names = "--stop-when-live",
            description =
                    "End when the replay is done; without --bootstrap-servers it always does.")
    private boolean stopWhenLive;

    @Option(
            names = "--show-state",
            description = "Print the state of each partition when the source is live.")
    private boolean showState;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "A property of the Kafka consumer. Repeatable.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description =
                    "PNG file for the picture of the comparison; in the build directory if not given.")
    private Path picture;

    /** What is wrong with the options, one line for each problem. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (ownBrokers() && topics.isEmpty()) {
            problems.add("--bootstrap-servers needs at least one --topic TOPIC:POLICY");
        }
        if (ownBrokers() && picture != null) {
            problems.add("--picture is only for the comparison, without --bootstrap-servers");
        }
        if (!ownBrokers() && !topics.isEmpty()) {
            problems.add("--topic needs --bootstrap-servers, the brokers that have it");
        }
        if (batchSize != null && batchSize < 1) {
            problems.add("--batch-size must be at least 1, is " + batchSize);
        }
        return problems;
    }

    /** Whether to replay the user's own brokers rather than the demo's. */
    boolean ownBrokers() {
        return bootstrapServers != null;
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    List<SourceTopic> topics() {
        return topics;
    }

    OptionalInt batchSize() {
        return batchSize == null ? OptionalInt.empty() : OptionalInt.of(batchSize);
    }

    boolean stopWhenLive() {
        return stopWhenLive;
    }

    boolean showState() {
        return showState;
    }

    /** Properties of the consumer. */
    Properties properties() {
        var copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    /**
     * The file of the picture.
     *
     * @param defaultDirectory used if the option is not given
     */
    Path picture(Path defaultDirectory) {
        return picture == null ? defaultDirectory.resolve("replay.png") : picture;
    }
}
