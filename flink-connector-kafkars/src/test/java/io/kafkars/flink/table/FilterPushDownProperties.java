// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.columns.TimestampType;
import io.kafkars.merge.KeyedRecord;
import io.kafkars.merge.LogRecord;
import io.kafkars.merge.MergeSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.PartitionLog;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.Replay;
import io.kafkars.topics.ExpiredStartPolicy;
import io.kafkars.topics.FakeOffsetLookup;
import io.kafkars.topics.LongRanges;
import io.kafkars.topics.OffsetResolver;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.ResolvedPartition;
import io.kafkars.topics.ScanRange;
import io.kafkars.topics.SourceTopic;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.lifecycle.AfterContainer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random filters over random logs give the same rows, with the same values and in the same order,
 * whether they are pushed down or not. Filters are evaluated by {@link RandomFilter}, and what is
 * read is put in order by the oracle of the merge.
 *
 * <p>The logs have gaps, records without a timestamp, records that are late by up to half an hour,
 * and an outlier.
 */
@PropertyDefaults(tries = 1000, edgeCases = EdgeCasesMode.NONE)
class FilterPushDownProperties {

    private static final long START = 1_700_000_000_000L;
    private static final long MINUTE = 60_000;
    private static final List<String> TOPICS = List.of("orders", "pay", "pay-cash");
    private static final Duration MAX_DISORDER = Duration.ofMinutes(30);

    private static long allRecords;
    private static long readRecords;

    @AfterContainer
    static void lessIsRead() {
        System.out.printf("Read %,d of %,d records%n", readRecords, allRecords);
        assertThat(readRecords).isLessThan(allRecords * 9 / 10);
    }

    @Property
    void pushedDownOrNotTheRowsAreTheSame(@ForAll long seed) {
        var random = new Random(seed);
        boolean outliers = random.nextBoolean();
        Map<PartitionId, PartitionLog> logs = logs(random, outliers);
        var now = Instant.ofEpochMilli(resolveTime(logs));
        var filter = RandomFilter.of(random, now);
        boolean bounded = random.nextBoolean();
        Duration maxDisorder = outliers || random.nextBoolean() ? null : MAX_DISORDER;

        RecordPredicate predicate =
                new FilterTranslator(
                                index -> Optional.of(RandomFilter.FIELDS[index]), ZoneOffset.UTC)
                        .translate(filter.expression());
        List<PartitionLog> narrowed = narrow(logs, predicate.range(bounded, maxDisorder), now);

        List<KeyedRecord> all = sorted(List.copyOf(logs.values()));
        List<KeyedRecord> read = sorted(narrowed);
        allRecords += all.size();
        readRecords += read.size();
        var expected = all.stream().filter(filter::passes).map(this::row).toList();
        var actual = read.stream().filter(filter::passes).map(this::row).toList();
        if (predicate.parts().stream().allMatch(p -> p.offsets().equals(LongRanges.ALL))) {
            assertThat(actual).as("%s%n%s", filter.expression(), predicate).isEqualTo(expected);
        } else {
            // Where a disordered record comes depends on the records before it.
            assertThat(actual)
                    .as("%s%n%s", filter.expression(), predicate)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private String row(KeyedRecord keyed) {
        return keyed.partition() + "@" + keyed.offset() + " at " + keyed.record().timestamp();
    }

    private static List<KeyedRecord> sorted(List<PartitionLog> logs) {
        return new Replay(MergeSettings.DEFAULT, logs).sorted();
    }

    // Logs

    private static Map<PartitionId, PartitionLog> logs(Random random, boolean outliers) {
        var logs = new TreeMap<PartitionId, PartitionLog>();
        for (String topic : TOPICS) {
            for (int number = 0; number < 2; number++) {
                var id = new PartitionId(topic, number);
                logs.put(id, log(id, random, outliers));
            }
        }
        return logs;
    }

    private static PartitionLog log(PartitionId id, Random random, boolean outliers) {
        int size = random.nextInt(120);
        int outlier = outliers ? random.nextInt(120) : -1;
        var records = new ArrayList<LogRecord>();
        long time = START + random.nextInt(600) * MINUTE;
        long offset = 0;
        for (int i = 0; i < size; i++) {
            offset += random.nextInt(8) == 0 ? 3 : 1;
            time += random.nextInt(60) == 0 ? 2_000 * MINUTE : random.nextInt(20) * MINUTE;
            long timestamp = time - (random.nextInt(5) == 0 ? random.nextInt(30) * MINUTE : 0);
            if (i == outlier) {
                timestamp = time + (300 + random.nextInt(3_000)) * MINUTE;
            } else if (random.nextInt(15) == 0) {
                timestamp = -1;
            }
            records.add(
                    new LogRecord(
                            offset,
                            timestamp,
                            TimestampType.CREATE_TIME,
                            0,
                            null,
                            null,
                            List.of()));
        }
        long end = offset + 1;
        return new PartitionLog(
                PartitionProgress.atStart(id, 0, end, START + 50_000 * MINUTE), records, end);
    }

    private static long resolveTime(Map<PartitionId, PartitionLog> logs) {
        return logs.values().iterator().next().start().resolveTime();
    }

    private static List<PartitionLog> narrow(
            Map<PartitionId, PartitionLog> logs, ScanRange range, Instant now) {
        var kafka = new FakeOffsetLookup();
        logs.forEach(
                (id, log) -> {
                    var timestamps = new TreeMap<Long, Long>();
                    log.records().forEach(r -> timestamps.put(r.offset(), r.timestamp()));
                    kafka.log(id.topic(), id.partition(), timestamps, log.logEnd());
                });
        var resolver =
                new OffsetResolver(
                        TOPICS.stream().map(SourceTopic::earliest).toList(),
                        ReplayEnd.latest(),
                        Optional.empty(),
                        kafka,
                        Clock.fixed(now, ZoneOffset.UTC),
                        range,
                        ExpiredStartPolicy.EARLIEST);
        return resolver.resolve().partitions().stream()
                .map(ResolvedPartition::progress)
                .map(
                        progress -> {
                            var log = logs.get(progress.id());
                            return new PartitionLog(
                                    progress,
                                    log.records().stream()
                                            .filter(r -> r.offset() >= progress.replayStart())
                                            .toList(),
                                    log.logEnd());
                        })
                .toList();
    }
}
