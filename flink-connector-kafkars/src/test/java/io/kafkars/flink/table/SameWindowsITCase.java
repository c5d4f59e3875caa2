// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.message.Message;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.MiniClusters;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.streaming.util.RestartStrategyUtils;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same log gives the same windows: of 30 days in which each tenth record of a partition is an
 * hour out of order, windows of four hours count what plain Java counts, whatever the sizes of
 * batches and polls: in SQL, and in four subtasks after the source with a restore in the middle.
 *
 * <p>{@code -Dwindows=all} reads 400,000 records ten times with each of ten pairs of sizes:
 *
 * <pre>
 * mvn -q test -pl flink-connector-kafkars -Dtest=SameWindowsITCase -Dwindows=all
 * </pre>
 */
class SameWindowsITCase {

    private static final boolean ALL = "all".equals(System.getProperty("windows"));
    private static final int RECORDS = ALL ? 400_000 : 40_000;
    private static final int PARTITIONS = 4;
    private static final int KEYS = 997;
    private static final long START = 1_770_000_000_000L;
    private static final long SPAN = Duration.ofDays(30).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long WINDOW = 4 * HOUR;
    private static final int DOWNSTREAM = 4;

    @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(DOWNSTREAM);

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

    /** How a run reads. */
    record Sizes(int run, int batchSize, int maxPollRecords) {}

    static Stream<Sizes> sizes() {
        if (!ALL) {
            return Stream.of(new Sizes(0, 1, 500), new Sizes(0, 100, 7), new Sizes(0, 2_000, 500));
        }
        var sizes = new ArrayList<Sizes>();
        for (int run = 0; run < 10; run++) {
            for (int batchSize : List.of(1, 100, 777, 2_000, 20_000)) {
                sizes.add(new Sizes(run, batchSize, 7));
                sizes.add(new Sizes(run, batchSize, 500));
            }
        }
        return sizes.stream();
    }

    private static int partitionOf(int i) {
        return i % PARTITIONS;
    }

    private static long timestampOf(int i) {
        boolean outOfOrder = i / PARTITIONS % 10 == 0;
        return START + SPAN * i / RECORDS - (outOfOrder ? HOUR : 0);
    }

    @BeforeAll
    static void writeTopic() {
        kafka.topic("dis", PARTITIONS);
        kafka.produce(
                () ->
                        IntStream.range(0, RECORDS)
                                .mapToObj(
                                        i ->
                                                new ProducerRecord<byte[], byte[]>(
                                                        "dis",
                                                        partitionOf(i),
                                                        timestampOf(i),
                                                        null,
                                                        ("{\"id\":" + i + "}").getBytes(UTF_8)))
                                .iterator());
    }

    // What plain Java counts

    private record Keyed(int i, long key) {}

    /** How many records each window has by its start, without those that come too late for it. */
    private static Map<Long, Long> expected() {
        var keyed = new ArrayList<Keyed>();
        long[] latest = new long[PARTITIONS];
        for (int i = 0; i < RECORDS; i++) {
            int partition = partitionOf(i);
            latest[partition] = Math.max(latest[partition], timestampOf(i));
            keyed.add(new Keyed(i, latest[partition]));
        }
        keyed.sort(
                Comparator.comparingLong(Keyed::key)
                        .thenComparingInt(record -> partitionOf(record.i))
                        .thenComparingInt(Keyed::i));
        var counts = new TreeMap<Long, Long>();
        for (Keyed record : keyed) {
            long watermark = record.key / 1_000 * 1_000 - 1;
            long start = timestampOf(record.i) / WINDOW * WINDOW;
            if (start + WINDOW - 1 > watermark) {
                counts.merge(start, 1L, Long::sum);
            }
        }
        return counts;
    }

    // What Flink counts

    @ParameterizedTest
    @MethodSource("sizes")
    void windowsInSqlCountTheSameInEveryRun(Sizes sizes) {
        var sql =
                SqlSession.streaming(kafka)
                        .table(
                                "dis",
                                "id INT, ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,"
                                        + " WATERMARK FOR ts AS SOURCE_WATERMARK()",
                                "format",
                                "json",
                                "scan.parallelism",
                                "1",
                                "scan.batch-size",
                                String.valueOf(sizes.batchSize),
                                "properties.max.poll.records",
                                String.valueOf(sizes.maxPollRecords));
        sql.environment().getConfig().set("parallelism.default", String.valueOf(DOWNSTREAM));

        var counts = new TreeMap<Long, Long>();
        for (Row row :
                sql.rows(
                        "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE dis,"
                                + " DESCRIPTOR(ts), INTERVAL '4' HOUR)) GROUP BY window_start,"
                                + " window_end")) {
            var start = (LocalDateTime) row.getField(0);
            counts.put(start.toInstant(ZoneOffset.UTC).toEpochMilli(), (Long) row.getField(1));
        }

        assertThat(counts).isEqualTo(expected());
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void windowsCountTheSameWithARestoreInTheMiddle(Sizes sizes) throws Exception {
        SharedReference<Map<Fired, Long>> fired = shared.add(new ConcurrentHashMap<>());
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(DOWNSTREAM);
        env.enableCheckpointing(50);
        RestartStrategyUtils.configureFixedDelayRestartStrategy(env, 1, 0);
        var source =
                kafka.messages("dis")
                        .setBatchSize(sizes.batchSize)
                        .setProperty("max.poll.records", String.valueOf(sizes.maxPollRecords))
                        .stopAtReplayEnd()
                        .build();
        var stream =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "dis").setParallelism(1);
        stream.map(new FailInTheMiddle())
                .setParallelism(1)
                .returns(stream.getType())
                .keyBy(message -> (int) (message.offset() % KEYS))
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(WINDOW)))
                .process(new Counting(fired))
                .sinkTo(new DiscardingSink<>());
        env.execute();

        var counts = new TreeMap<Long, Long>();
        fired.get().forEach((window, count) -> counts.merge(window.start, count, Long::sum));
        assertThat(counts).isEqualTo(expected());
    }

    /** A window of a key. */
    record Fired(int key, long start) {}

    /** A window that fires again after a restore replaces what it had counted. */
    private static final class Counting
            extends ProcessWindowFunction<Message, Long, Integer, TimeWindow> {

        private static final long serialVersionUID = 1L;
        private final SharedReference<Map<Fired, Long>> fired;

        Counting(SharedReference<Map<Fired, Long>> fired) {
            this.fired = fired;
        }

        @Override
        public void process(
                Integer key, Context context, Iterable<Message> messages, Collector<Long> out) {
            long count = 0;
            for (Message ignored : messages) {
                count++;
            }
            fired.get().put(new Fired(key, context.window().getStart()), count);
        }
    }

    /** Fails once, halfway and after a checkpoint; it is slow there, so that there is one. */
    private static final class FailInTheMiddle extends RichMapFunction<Message, Message>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        private transient int seen;
        private transient boolean checkpointed;

        @Override
        public Message map(Message message) {
            if (getRuntimeContext().getTaskInfo().getAttemptNumber() == 0 && ++seen > RECORDS / 2) {
                if (checkpointed) {
                    throw new IllegalStateException("Failing on purpose");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            return message;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpointed = seen > RECORDS / 2;
        }
    }
}
