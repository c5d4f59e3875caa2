// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.flink.errors.DeadLetter;
import io.kafkars.flink.errors.DeadLetterHeaders;
import io.kafkars.flink.errors.DeadLetters;
import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;
import io.kafkars.testing.Replay;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Either;
import org.apache.flink.util.CloseableIterator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.kafkars.testing.Records.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What jobs do with records that cannot be deserialized. */
@Timeout(120)
class ErrorPolicyITCase {

    private static final long START = 1_700_000_000_000L;
    private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension flink =
            MiniClusters.withSlots(2, REPORTER.addToConfiguration(new Configuration()));

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void start() {
        fill("mixed", "1 2", "3 x 4", "5", "y", "6 7");
    }

    // Fail

    @Test
    void byDefaultTheJobFailsAndNamesTheRecord() {
        assertThatThrownBy(() -> elements(read("mixed", new Numbers())))
                .hasStackTraceContaining(
                        "Record at topic 'mixed', partition 0, offset 1 could not be deserialized")
                .hasStackTraceContaining(
                        "key of 2 bytes, in hex 6b 31 |k1|, value of 5 bytes, in hex 33 20 78 20 34"
                                + " |3 x 4|")
                .hasStackTraceContaining("setErrorPolicy");
    }

    // Skip

    @Test
    void aSkippedRecordEmitsNoElementAndIsCounted() throws Exception {
        var env = environment();
        var source = read("mixed", new Numbers()).setErrorPolicy(ErrorPolicy.skip()).build();
        var stream = env.fromSource(source, WatermarkStrategy.noWatermarks(), "skipping");
        var numbers = new ArrayList<Integer>();
        JobID job;
        try (CloseableIterator<Integer> result = stream.collectAsync()) {
            job = env.execute().getJobID();
            result.forEachRemaining(numbers::add);
        }

        assertThat(numbers).containsExactly(1, 2, 5, 6, 7);
        assertThat(counters(job, "skipping", "numRecordsInErrors")).containsExactly(2L);
        assertThat(counters(job, "skipping", "numRecordsIn")).containsExactly(5L);
    }

    @Test
    void failuresOfKafkasDeserializersAndFlinksSchemasAreSkippedToo() throws Exception {
        byte[] seven = {0, 0, 0, 0, 0, 0, 0, 7};
        kafka.topic("longs", 1)
                .write(0, at(START), null, new byte[3])
                .write(0, at(START), null, seven);
        kafka.topic("texts", 1).tombstone(0, at(START), "key").write(0, at(START), "a");

        var longs = RecordDeserializationSchema.valueOnly(LongDeserializer.class);
        assertThat(elements(read("longs", longs).setErrorPolicy(ErrorPolicy.skip())))
                .containsExactly(7L);
        var texts = RecordDeserializationSchema.valueOnly(new SimpleStringSchema());
        assertThat(elements(read("texts", texts).setErrorPolicy(ErrorPolicy.skip())))
                .as("the schema fails on the tombstone")
                .containsExactly("a");
    }

    // Dead letters within the job

    @Test
    void deadLettersAreASideOutputWithTheTimestampsOfTheirRecords() throws Exception {
        var source =
                KafkarsSource.withDeadLetters(new Numbers())
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setTopics(SourceTopic.earliest("mixed"))
                        .stopAtReplayEnd()
                        .build();
        var env = environment();
        DataStream<Either<DeadLetter, Integer>> read =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "either");
        var numbers = DeadLetters.split(read);
        CloseableIterator<Integer> readable = numbers.collectAsync();
        CloseableIterator<DeadLetter> letters =
                numbers.getSideOutput(DeadLetters.TAG)
                        .process(new RequireRecordsTimestamp())
                        .collectAsync();
        JobID job = env.execute().getJobID();

        assertThat(readable).toIterable().containsExactly(1, 2, 5, 6, 7);
        List<ConsumerRecord<byte[], byte[]>> records = kafka.topic("mixed").records();
        assertThat(letters)
                .toIterable()
                .containsExactly(letter(records.get(1), "3 x 4"), letter(records.get(3), "y"));
        assertThat(counters(job, "either", "numRecordsInErrors")).containsExactly(2L);
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record, String text) {
        return new DeadLetter(
                message(record),
                NumberFormatException.class.getName(),
                text.contains("x") ? "For input string: \"x\"" : "For input string: \"y\"");
    }

    private static Message message(ConsumerRecord<byte[], byte[]> record) {
        return new Message(
                record.key(),
                record.value(),
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                Stream.of(record.headers().toArray())
                        .map(header -> new Header(header.key(), header.value()))
                        .toList(),
                record.leaderEpoch().orElseThrow());
    }

    // A topic of dead letters

    @Test
    void aDeadLetterTopicGetsTheRecordsUnchanged() throws Exception {
        kafka.topic("letters", 1);

        assertThat(elements(withLetters("mixed", "letters"))).containsExactly(1, 2, 5, 6, 7);

        List<ConsumerRecord<byte[], byte[]>> records = kafka.topic("mixed").records();
        List<ConsumerRecord<byte[], byte[]>> letters = kafka.topic("letters").records();
        assertThat(letters).hasSize(2);
        for (int i = 0; i < 2; i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i == 0 ? 1 : 3);
            ConsumerRecord<byte[], byte[]> letter = letters.get(i);
            assertThat(letter.key()).isEqualTo(record.key());
            assertThat(letter.value()).isEqualTo(record.value());
            assertThat(letter.headers().toArray()).startsWith(record.headers().toArray());
            assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("mixed");
            assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("" + record.offset());
            assertThat(header(letter, DeadLetterHeaders.TIMESTAMP))
                    .isEqualTo("" + record.timestamp());
        }
    }

    @Test
    void noCheckpointCompletesBeforeItsDeadLettersAreWritten() throws Exception {
        int records = 2_000;
        fill("fails", IntStream.range(0, records).mapToObj(i -> i % 2 == 0 ? "" + i : "x" + i));
        kafka.topic("fails-letters", 1);
        var env = environment();
        env.enableCheckpointing(20);
        RestartStrategyUtils.configureFixedDelayRestartStrategy(env, 1, 0);
        var source =
                withLetters("fails", "fails-letters")
                        .setBatchSize(50)
                        // The producer waits for a minute unless it is told to flush.
                        .setProperty("linger.ms", "60000")
                        .setProperty("batch.size", "1000000")
                        .build();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "fails")
                .map(new FailAfterACheckpoint())
                .sinkTo(new DiscardingSink<>());

        env.execute();

        List<ConsumerRecord<byte[], byte[]>> letters = kafka.topic("fails-letters").records();
        assertThat(letters.stream().map(letter -> new String(letter.value(), UTF_8)).distinct())
                .as("each at least once")
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, records)
                                .filter(i -> i % 2 == 1)
                                .mapToObj(i -> "x" + i)
                                .toList());
        assertThat(FailAfterACheckpoint.lettersAtCheckpoint)
                .as("letters that were there when the first checkpoint had completed")
                .isPositive();
    }

    @Test
    void aMissingDeadLetterTopicFailsTheStart() {
        assertThatThrownBy(
                        () ->
                                elements(
                                        withLetters("mixed", "nowhere")
                                                .setProperty("max.block.ms", "1000")))
                .hasStackTraceContaining("Dead letters cannot be written to topic 'nowhere'")
                .hasStackTraceContaining("check that the topic exists");
    }

    @Test
    void aDeadLetterThatTheBrokerRefusesFailsTheJob() {
        kafka.topic("small", 1, Map.of("max.message.bytes", "300"));
        fill("large", "1", "x".repeat(1_000), "2");

        assertThatThrownBy(() -> elements(withLetters("large", "small")))
                .hasStackTraceContaining("Dead letters cannot be written to topic 'small'")
                .hasStackTraceContaining("RecordTooLargeException");
    }

    // The jobs

    private static <T> KafkarsSourceBuilder<T> read(
            String topic, RecordDeserializationSchema<T> schema) {
        return KafkarsSource.builder(schema)
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(SourceTopic.earliest(topic))
                .stopAtReplayEnd();
    }

    private static KafkarsSourceBuilder<Integer> withLetters(String topic, String letters) {
        return read(topic, new Numbers()).setErrorPolicy(ErrorPolicy.deadLetterTopic(letters));
    }

    private static <T> List<T> elements(KafkarsSourceBuilder<T> builder) throws Exception {
        return Replay.of(builder.build()).toList();
    }

    private static StreamExecutionEnvironment environment() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        return env;
    }

    private static void fill(String topic, String... values) {
        fill(topic, List.of(values).stream());
    }

    private static void fill(String topic, Stream<String> values) {
        kafka.topic(topic, 1);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        values.forEach(
                value -> {
                    int i = records.size();
                    var record =
                            new ProducerRecord<>(
                                    topic,
                                    0,
                                    START + i,
                                    ("k" + i).getBytes(UTF_8),
                                    value.getBytes(UTF_8));
                    record.headers().add("trace", new byte[] {(byte) i});
                    records.add(record);
                });
        kafka.produce(records);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static List<Long> counters(JobID job, String operator, String name) {
        return REPORTER.findOperatorMetricGroups(job, "Source: " + operator).stream()
                .map(group -> (Counter) REPORTER.getMetricsByGroup(group).get(name))
                .map(Counter::getCount)
                .toList();
    }

    /** Fails once, when a checkpoint has completed after some dead letters. */
    private static final class FailAfterACheckpoint extends RichMapFunction<Integer, Integer>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        static volatile long lettersAtCheckpoint;

        private transient int seen;
        private transient boolean completed;

        @Override
        public Integer map(Integer number) {
            if (getRuntimeContext().getTaskInfo().getAttemptNumber() == 0) {
                // Slow enough for checkpoints to come in between.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                if (completed) {
                    throw new IllegalStateException("as planned");
                }
            }
            seen++;
            return number;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            if (seen > 0 && !completed) {
                lettersAtCheckpoint = kafka.topic("fails-letters").records().size();
                completed = lettersAtCheckpoint > 0;
            }
        }
    }
}
