package io.kafkars.flink;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.Await;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.TimedRecords;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;

import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.replica.ClientMetadata;
import org.apache.kafka.common.replica.PartitionView;
import org.apache.kafka.common.replica.ReplicaSelector;
import org.apache.kafka.common.replica.ReplicaView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import javax.management.ObjectName;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

/** What the source tells others: Flink of its backlog, Kafka of its offsets and who it is. */
class SourceEventsITCase {

    private static final long START = 1_700_000_000_000L;
    private static final int RECORDS = 100;

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberSlotsPerTaskManager(4)
                            .build());

    private static EmbeddedKafka kafka;

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @TempDir Path savepoints;

    private SharedReference<StreamLog> log;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(Map.of("replica.selector.class", RackBook.class.getName()));
        createTopic("events");
    }

    private static void createTopic(String topic) {
        kafka.createTopic(topic, 2);
        for (int partition = 0; partition < 2; partition++) {
            kafka.produce(
                    TimedRecords.at(
                            topic,
                            partition,
                            LongStream.range(0, RECORDS).map(second -> START + 1_000 * second)));
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void newLog() {
        log = shared.add(new StreamLog());
    }

    // ------------------------------------------------------------ backlog

    @Test
    void theReplayIsABacklogAndWhatComesLiveIsNot() throws Exception {
        try (var job = start(read(), 2, null)) {
            job.until("live subtasks", () -> liveSubtasks() == 2);
        }
        log.get()
                .places()
                .forEach(
                        place -> {
                            var events = log.get().at(place);
                            var backlogs = backlogs(events);
                            assertThat(backlogs).first().isEqualTo(true);
                            assertThat(backlogs).last().isEqualTo(false);
                            assertThat(backlogs).isSortedAccordingTo((a, b) -> b.compareTo(a));
                            int end = events.indexOf(new StreamLog.Backlog(place, false));
                            assertThat(events.subList(0, end))
                                    .as("elements before the end of the backlog")
                                    .filteredOn(StreamLog.Element.class::isInstance)
                                    .hasSize(RECORDS);
                        });
    }

    @Test
    void aRestoredLiveSourceHasNoBacklogAgain() throws Exception {
        createTopic("restored");
        String savepoint;
        try (var job = start(read("restored"), 2, null)) {
            job.until("live subtasks", () -> liveSubtasks() == 2);
            savepoint = job.stopWithSavepoint(savepoints);
        }
        newLog();
        try (var job = start(read("restored"), 2, savepoint)) {
            kafka.produce(List.of(TimedRecords.at("restored", 0, START + 1_000_000)));
            job.until("live record", () -> log.get().messages().size() == 1);
        }
        assertThat(backlogs(log.get().events())).doesNotContain(true);
    }

    // ------------------------------------------------------------ offsets

    @Test
    void offsetsAreCommittedOnCheckpointsIfAskedFor() throws Exception {
        var source = read().setGroupId("committing").setCommitOffsetsOnCheckpoints(true);
        try (var job = start(source, 2, null)) {
            job.until("committed end offsets", () -> committed("committing").equals(endOffsets()));
        }
    }

    @Test
    void offsetsOfABoundedSourceAreCommittedToo() throws Exception {
        var source =
                read().setGroupId("bounded").setCommitOffsetsOnCheckpoints(true).stopAtReplayEnd();
        try (var job = start(source, 1, null)) {
            job.awaitEnd();
        }
        Await.until("committed end offsets", () -> committed("bounded").equals(endOffsets()));
    }

    @Test
    void aGroupAloneCommitsNothing() throws Exception {
        try (var job = start(read().setGroupId("watching"), 1, null)) {
            job.until("live source", () -> liveSubtasks() == 1);
            job.stopWithSavepoint(savepoints);
        }
        assertThat(committed("watching")).isEmpty();
    }

    private static Map<TopicPartition, Long> committed(String group) throws Exception {
        var offsets = kafka.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
        return offsets.get().entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static Map<TopicPartition, Long> endOffsets() throws Exception {
        var ends =
                kafka.admin()
                        .listOffsets(
                                Map.of(
                                        new TopicPartition("events", 0), OffsetSpec.latest(),
                                        new TopicPartition("events", 1), OffsetSpec.latest()));
        return ends.all().get().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    // ------------------------------------------------------------ clients

    @Test
    void clientsAreNamedByThePrefix() throws Exception {
        try (var job = start(read().setClientIdPrefix("mine"), 2, null)) {
            job.until("live subtasks", () -> liveSubtasks() == 2);

            assertThat(isRegistered("kafka.admin.client:type=app-info,id=mine-enumerator"))
                    .isTrue();
            assertThat(isRegistered("kafka.consumer:type=app-info,id=mine-0")).isTrue();
            assertThat(isRegistered("kafka.consumer:type=app-info,id=mine-1")).isTrue();
        }
    }

    private static boolean isRegistered(String client) throws Exception {
        return ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(client));
    }

    @Test
    void brokersAreToldTheRack() throws Exception {
        var source = read().setClientIdPrefix("racked").setRackIdSupplier(() -> "rack-7");
        try (var job = start(source, 1, null)) {
            job.until("live source", () -> liveSubtasks() == 1);
        }
        assertThat(RackBook.RACKS).contains("racked-0 in rack-7");
    }

    @Test
    void noRackIsToldIfTheSupplierKnowsNone() throws Exception {
        var source = read().setClientIdPrefix("rackless").setRackIdSupplier(() -> "");
        try (var job = start(source, 1, null)) {
            job.until("live source", () -> liveSubtasks() == 1);
        }
        assertThat(RackBook.RACKS).contains("rackless-0 in ");
    }

    /** Asked by the broker for fetches; writes down whose they are and from which rack. */
    public static final class RackBook implements ReplicaSelector {

        private static final Set<String> RACKS = ConcurrentHashMap.newKeySet();

        @Override
        public Optional<ReplicaView> select(
                TopicPartition partition, ClientMetadata client, PartitionView replicas) {
            RACKS.add(client.clientId() + " in " + client.rackId());
            return Optional.of(replicas.leader());
        }
    }

    // ------------------------------------------------------------ the jobs

    private static KafkarsSourceBuilder<Message> read() {
        return read("events");
    }

    private static KafkarsSourceBuilder<Message> read(String topic) {
        return KafkarsSource.messages()
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(SourceTopic.earliest(topic));
    }

    private RunningJob start(
            KafkarsSourceBuilder<Message> source, int parallelism, String savepoint)
            throws Exception {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        env.enableCheckpointing(50);
        if (savepoint != null) {
            env.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
        }
        var stream =
                env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "kafkars")
                        .uid("kafkars");
        StreamProbe.behind(stream, log).uid("probe").sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }

    // ------------------------------------------------------------ what was seen

    private long liveSubtasks() {
        return log.get().events(StreamLog.Backlog.class).stream()
                .filter(event -> !event.backlog())
                .map(StreamLog.Backlog::place)
                .distinct()
                .count();
    }

    private static List<Boolean> backlogs(List<StreamLog.Event> events) {
        return events.stream()
                .filter(StreamLog.Backlog.class::isInstance)
                .map(event -> ((StreamLog.Backlog) event).backlog())
                .toList();
    }
}
