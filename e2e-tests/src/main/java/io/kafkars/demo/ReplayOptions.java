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

/** What the command line asks for. */
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
                "A topic, and from where; may be given more than once. Policies: ",
                "  " + TopicArgument.ALLOWED + "."
            })
    private List<SourceTopic> topics = new ArrayList<>();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Most records released at once; the connector's default if not given.")
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
            description = "A property of the Kafka consumer; may be given more than once.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description =
                    "Where the comparison is drawn, as PNG; next to the program if not given.")
    private Path picture;

    /** What does not go together, a line for each; empty if all is well. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (ownBroker() && topics.isEmpty()) {
            problems.add("--bootstrap-servers needs at least one --topic TOPIC:POLICY");
        }
        if (ownBroker() && picture != null) {
            problems.add("--picture is only for the comparison, without --bootstrap-servers");
        }
        if (!ownBroker() && !topics.isEmpty()) {
            problems.add("--topic needs --bootstrap-servers, the brokers that have it");
        }
        if (batchSize != null && batchSize < 1) {
            problems.add("--batch-size must be at least 1, is " + batchSize);
        }
        return problems;
    }

    /** Whether brokers of the user are replayed, rather than the demo's own. */
    boolean ownBroker() {
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
     * Where the picture goes.
     *
     * @param directory used if the command line does not say
     */
    Path picture(Path directory) {
        return picture == null ? directory.resolve("replay.png") : picture;
    }
}
