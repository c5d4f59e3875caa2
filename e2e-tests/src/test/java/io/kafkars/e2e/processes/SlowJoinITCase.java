// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.e2e.processes;

import io.kafkars.testing.KafkaExtension;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two tables are joined in event time, and the broker lets one of them read far slower than the
 * other. A TaskManager of 768 MB has to hold what the join holds.
 */
@Timeout(300)
class SlowJoinITCase {

    private static final int RECORDS = 300_000;
    private static final int PARTITIONS = 4;
    private static final long MILLIS_APART = 4_000;
    private static final long DRIFT = Duration.ofHours(6).toMillis();

    /** A batch may have been released, and its watermark not be emitted yet. */
    private static final long BATCH = 2_000 * MILLIS_APART;

    /** An hour of event time is a fifth of a second, and the replay takes most of a minute. */
    private static final long SLOW_BYTES_PER_SECOND = 110_000;

    /** A tenth of what all rows of one side would be. */
    private static final long MAX_STATE_BYTES = 2_000_000;

    /**
     * @param distance event time between the sides, milliseconds
     * @param stateBytes in the last checkpoint
     */
    private record Sample(long distance, long stateBytes) {

        @Override
        public String toString() {
            return distance / 60_000 + " min " + stateBytes / 1_000 + " kB";
        }
    }

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @RegisterExtension
    final FlinkProcesses flink =
            FlinkProcesses.withTaskManagers(1)
                    .set("taskmanager.numberOfTaskSlots", "2")
                    .set("taskmanager.memory.process.size", "768m")
                    .set("taskmanager.memory.jvm-overhead.min", "64m")
                    .set("taskmanager.memory.framework.off-heap.size", "64m")
                    .set("parallelism.default", "1")
                    .set("execution.checkpointing.interval", "2 s");

    @BeforeAll
    static void writeReadings() throws Exception {
        kafka.topic("readings", PARTITIONS);
        Iterable<ProducerRecord<byte[], byte[]>> records =
                () -> IntStream.range(0, RECORDS).mapToObj(SlowJoinITCase::reading).iterator();
        kafka.produce(records);
        ConsumerQuota.limit(kafka.admin(), "slow-0", SLOW_BYTES_PER_SECOND);
    }

    private static ProducerRecord<byte[], byte[]> reading(int id) {
        byte[] value = ("{\"id\":" + id + "}").getBytes(UTF_8);
        return new ProducerRecord<>("readings", id % PARTITIONS, id * MILLIS_APART, null, value);
    }

    @Test
    void withADriftNeitherSideGetsFurtherAheadAndThePairsAreExact() throws Exception {
        String job = startJoin("'scan.max-drift' = '" + DRIFT + " ms',");

        List<Sample> samples = samplesUntilTheEnd(job);

        System.out.println("Distance of the sides and state, every second: " + samples);
        assertThat(samples)
                .hasSizeGreaterThan(5)
                .allMatch(sample -> sample.distance <= DRIFT + BATCH)
                .allMatch(sample -> sample.stateBytes <= MAX_STATE_BYTES);
        assertThat(flink.allTaskManagersAreAlive()).isTrue();
        assertThat(flink.rest().restores(job)).isZero();
        List<JsonNode> counts = JsonFiles.rows(flink.directory().resolve("result"));
        assertThat(counts.stream().mapToLong(row -> row.path("n").asLong()).sum())
                .isEqualTo(RECORDS);
        assertThat(counts.stream().mapToLong(row -> row.path("ids").asLong()).sum())
                .isEqualTo(RECORDS * (RECORDS - 1L) / 2);
    }

    @Test
    void withoutADriftTheJoinHoldsAlmostEverythingOfOneSide() throws Exception {
        String job = startJoin("");

        flink.await(
                job,
                "side that is days ahead",
                () -> {
                    Sides sides = sides(job);
                    return sides.fast >= 0
                            && sides.slow >= 0
                            && sides.distance() > RECORDS * MILLIS_APART / 3;
                });
    }

    private String startJoin(String option) throws Exception {
        return flink.submit(
                table("fast_readings", "fast", option),
                table("slow_readings", "slow", option),
                """
                CREATE TABLE counts (day_start TIMESTAMP(3), n BIGINT, ids BIGINT) WITH (
                  'connector' = 'filesystem',
                  'path' = '%s',
                  'format' = 'json'
                )"""
                        .formatted(flink.directory().resolve("result").toUri()),
                """
                CREATE VIEW pairs AS
                SELECT f.id, f.ts FROM fast_readings f JOIN slow_readings s ON f.id = s.id
                  AND f.ts BETWEEN s.ts - INTERVAL '1' MINUTE AND s.ts + INTERVAL '1' MINUTE""",
                """
                INSERT INTO counts
                SELECT window_start, COUNT(*), SUM(id)
                FROM TABLE(TUMBLE(TABLE pairs, DESCRIPTOR(ts), INTERVAL '1' DAY))
                GROUP BY window_start, window_end""");
    }

    private static String table(String name, String client, String option) {
        return """
        CREATE TABLE %s (
          id BIGINT,
          ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
          WATERMARK FOR ts AS SOURCE_WATERMARK()
        ) WITH (
          'connector' = 'kafkars',
          'topic' = 'readings',
          'properties.bootstrap.servers' = '%s',
          'properties.client.id' = '%s',
          'scan.bounded.mode' = 'replay-end',
          %s
          'format' = 'json'
        )"""
                .formatted(name, kafka.bootstrapServers(), client, option);
    }

    /**
     * The distance and the state once a second, until the job has ended.
     *
     * <p>Only while the quota slows the job down. Without it, as in the first second and when the
     * last records have been fetched, an hour of event time passes in a millisecond, and the values
     * of the sides are not from the same one.
     */
    private List<Sample> samplesUntilTheEnd(String job) throws Exception {
        var samples = new ArrayList<Sample>();
        long[] next = {System.nanoTime()};
        var before = new Sides[1];
        flink.await(
                job,
                "end of the job",
                Duration.ofMinutes(3),
                () -> {
                    if (System.nanoTime() >= next[0]) {
                        next[0] += Duration.ofSeconds(1).toNanos();
                        Sides sides = sides(job);
                        if (sides.areKnown() && sides.areSlow(before[0])) {
                            long stateBytes = flink.rest().checkpointedBytes(job);
                            samples.add(new Sample(sides.distance(), stateBytes));
                        }
                        before[0] = sides;
                    }
                    return flink.rest().status(job).equals("FINISHED");
                });
        return samples;
    }

    /**
     * How far the sources of the join are in event time, epoch milliseconds; negative if that is
     * unknown, and infinite for one that has ended.
     */
    private record Sides(double fast, double slow) {

        /** A task that has ended says nothing new, and may have ended long since. */
        boolean areKnown() {
            return fast >= 0 && slow >= 0 && fast < Long.MAX_VALUE && slow < Long.MAX_VALUE;
        }

        /** Whether neither side has come further than the quota allows. */
        boolean areSlow(Sides secondBefore) {
            return secondBefore != null
                    && secondBefore.areKnown()
                    && fast - secondBefore.fast <= 2 * DRIFT
                    && slow - secondBefore.slow <= 2 * DRIFT;
        }

        /** One that has ended counts with its end. */
        long distance() {
            double end = RECORDS * MILLIS_APART;
            return (long) Math.abs(Math.min(fast, end) - Math.min(slow, end));
        }
    }

    private Sides sides(String job) throws InterruptedException {
        Map<String, Double> watermarks = watermarks(job);
        return new Sides(
                ofSource(watermarks, "fast_readings"), ofSource(watermarks, "slow_readings"));
    }

    /**
     * The watermarks of all vertices at one time. The JobManager is asked for one vertex after the
     * other, and may get new values from the TaskManager in between. So it is asked until two
     * answers in a row are the same.
     */
    private Map<String, Double> watermarks(String job) throws InterruptedException {
        Map<String, Double> before;
        Map<String, Double> watermarks = flink.rest().largest(job, "currentOutputWatermark");
        do {
            before = watermarks;
            watermarks = flink.rest().largest(job, "currentOutputWatermark");
        } while (!watermarks.equals(before));
        return watermarks;
    }

    private static double ofSource(Map<String, Double> watermarks, String table) {
        return watermarks.entrySet().stream()
                .filter(vertex -> vertex.getKey().contains("Source: " + table))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElse(-1);
    }
}
