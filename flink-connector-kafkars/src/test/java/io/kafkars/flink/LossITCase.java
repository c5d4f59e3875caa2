package io.kafkars.flink;

import io.kafkars.consumer.LostPositionPolicy;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.EmbeddedKafka;
import io.kafkars.testing.RunningJob;
import io.kafkars.testing.TimedRecords;
import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.RecreatedTopicPolicy;
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

import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What jobs do about records, positions and topics that Kafka no longer has. */
class LossITCase {

    private static final long START = 1_700_000_000_000L;
    private static final int RECORDS = 1_000;

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static EmbeddedKafka kafka;

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    @TempDir Path savepoints;

    private SharedReference<StreamLog> log;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void newLog() {
        log = shared.add(new StreamLog());
    }

    // ------------------------------------------------------------ lost positions

    @Test
    void aSavepointThatRetentionHasPassedFailsTheJobUnlessItIsToGoOn() throws Exception {
        createTopic("expired");
        String savepoint = stopInTheReplay(read("expired"));
        int before = log.get().messages().size();
        expire("expired", 900);

        assertThatThrownBy(() -> run(read("expired").stopAtReplayEnd(), savepoint))
                .hasStackTraceContaining("the log has 900 to 1000 (exclusive)")
                .hasStackTraceContaining("setOnLostPosition");

        newLog();
        run(
                read("expired").stopAtReplayEnd().setOnLostPosition(LostPositionPolicy.EARLIEST),
                savepoint);
        assertThat(before).isLessThan(900);
        assertThat(log.get().messages())
                .extracting(Message::offset)
                .isEqualTo(LongStream.range(900, RECORDS).boxed().toList());
    }

    @Test
    void aStartBeforeTheFirstRecordLeftFailsIfAskedTo() throws Exception {
        createTopic("started");
        expire("started", 30);
        var from = SourceTopic.absoluteTime("started", Instant.ofEpochMilli(START));
        var source = KafkarsSource.messages().setBootstrapServers(kafka.bootstrapServers());

        assertThatThrownBy(
                        () ->
                                run(
                                        source.setTopics(from)
                                                .setOnExpiredStart(ExpiredStartPolicy.FAIL)
                                                .stopAtReplayEnd(),
                                        null))
                .hasStackTraceContaining("the log begins at offset 30")
                .hasStackTraceContaining("setOnExpiredStart");

        run(source.setOnExpiredStart(ExpiredStartPolicy.EARLIEST), null);
        assertThat(log.get().messages()).hasSize(RECORDS - 30);
    }

    // ------------------------------------------------------------ topics that go

    @Test
    void aTopicDeletedInTheReplayFailsTheJobThoughNothingIsDiscovered() throws Exception {
        createTopic("deleted");
        createTopic("stays");
        var source =
                KafkarsSource.messages()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.earliest("deleted"), SourceTopic.earliest("stays"))
                        .setPartitionDiscoveryInterval(Duration.ZERO)
                        .setMissingTopicTimeout(Duration.ofSeconds(2));
        try (var job = start(source, null, 10_000)) {
            job.until("some of the replay", () -> !log.get().messages().isEmpty());
            kafka.deleteTopic("deleted");

            assertThatThrownBy(job::awaitEnd)
                    .hasStackTraceContaining("Topic 'deleted' was deleted")
                    .hasStackTraceContaining("setMissingTopicTimeout");
        }
    }

    @Test
    void aTopicMadeAgainIsNoticedBeforeARestoredPositionIsRead() throws Exception {
        for (int records : List.of(RECORDS / 4, 2 * RECORDS)) {
            String topic = "again-" + records;
            createTopic(topic);
            newLog();
            String savepoint = stopInTheReplay(read(topic));
            kafka.deleteTopic(topic);
            kafka.createTopic(topic, 1);
            kafka.produce(TimedRecords.at(topic, 0, times(records)));

            newLog();
            assertThatThrownBy(() -> run(read(topic).stopAtReplayEnd(), savepoint))
                    .hasStackTraceContaining("Topic '" + topic + "' was deleted and recreated")
                    .hasStackTraceContaining("setOnRecreatedTopic");
            assertThat(log.get().messages()).as("read of the new topic").isEmpty();

            run(
                    read(topic)
                            .stopAtReplayEnd()
                            .setOnRecreatedTopic(RecreatedTopicPolicy.EARLIEST),
                    savepoint);
            assertThat(log.get().messages())
                    .extracting(Message::offset)
                    .isEqualTo(LongStream.range(0, records).boxed().toList());
        }
    }

    // ------------------------------------------------------------ topics

    private static void createTopic(String topic) {
        kafka.createTopic(topic, 1);
        kafka.produce(TimedRecords.at(topic, 0, times(RECORDS)));
    }

    private static LongStream times(int records) {
        return LongStream.range(0, records).map(second -> START + 1_000 * second);
    }

    private static void expire(String topic, long before) throws Exception {
        kafka.admin()
                .deleteRecords(
                        Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }

    // ------------------------------------------------------------ the jobs

    private static KafkarsSourceBuilder<Message> read(String topic) {
        return KafkarsSource.messages()
                .setBootstrapServers(kafka.bootstrapServers())
                .setBatchSize(10)
                .setTopics(SourceTopic.earliest(topic));
    }

    private void run(KafkarsSourceBuilder<Message> source, String savepoint) throws Exception {
        try (var job = start(source, savepoint, 0)) {
            job.awaitEnd();
        }
    }

    /** Replays slowly, and stops after some records, but long before the end. */
    private String stopInTheReplay(KafkarsSourceBuilder<Message> source) throws Exception {
        try (var job = start(source, null, 3_000)) {
            job.until("some of the replay", () -> log.get().messages().size() >= 40);
            return job.stopWithSavepoint(savepoints);
        }
    }

    /**
     * @param savepoint {@code null} for none
     * @param microsPerRecord how long each record takes at least
     */
    private RunningJob start(
            KafkarsSourceBuilder<Message> source, String savepoint, int microsPerRecord)
            throws Exception {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        if (savepoint != null) {
            env.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
        }
        var stream =
                env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "kafkars")
                        .uid("kafkars");
        StreamProbe.behind(stream, log)
                .uid("probe")
                .map(
                        message -> {
                            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(microsPerRecord));
                            return message;
                        })
                .returns(stream.getType())
                .uid("speed")
                .sinkTo(new DiscardingSink<>());
        return RunningJob.start(env);
    }
}
