// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.fetch;

import io.kafkars.columns.ChunkBuilder;
import io.kafkars.columns.ContentForm;
import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.fetch.FetchedRows.Row;
import io.kafkars.fixtures.LogFiles;
import io.kafkars.merge.MergeSettings;
import io.kafkars.testing.Await;
import io.kafkars.testing.KafkaExtension;
import io.kafkars.testing.TestTopic;
import io.kafkars.testing.Times;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import static io.kafkars.testing.Records.at;
import static io.kafkars.testing.Records.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What both implementations of {@link LogFetcher} do, on a real broker. */
@Timeout(120)
abstract class LogFetcherContract {

    static final long START = 1_700_000_000_000L;
    static final Map<String, String> COMMITTED = Map.of("isolation.level", "read_committed");

    @RegisterExtension
    static final KafkaExtension kafka =
            KafkaExtension.create(
                    Map.of(
                            "authorizer.class.name",
                            StandardAuthorizer.class.getName(),
                            "super.users",
                            "User:nobody",
                            "allow.everyone.if.no.acl.found",
                            "true"));

    private final List<LogFetcher> opened = new ArrayList<>();

    abstract LogFetcher create(Map<String, Object> properties, RecordContent content);

    @AfterEach
    void closeAll() {
        opened.forEach(LogFetcher::close);
    }

    static Map<String, Object> properties(Map<String, String> own) {
        var all = new HashMap<String, String>();
        all.put("bootstrap.servers", kafka.bootstrapServers());
        all.putAll(own);
        return ConsumerProperties.of(all).forConsumer("0", 1, MergeSettings.DEFAULT, false);
    }

    LogFetcher open(Map<String, String> own) {
        return open(own, RecordContent.ALL);
    }

    private LogFetcher open(Map<String, String> own, RecordContent content) {
        LogFetcher fetcher = create(properties(own), content);
        opened.add(fetcher);
        return fetcher;
    }

    /** Reads one partition from an offset on. */
    private LogFetcher open(Map<String, String> own, TopicPartition partition, long offset) {
        LogFetcher fetcher = open(own);
        fetcher.assign(List.of(partition));
        fetcher.seek(partition, new OffsetAndMetadata(offset));
        return fetcher;
    }

    private FetchedRows read(Map<String, String> own, TopicPartition partition, int count) {
        var read = new FetchedRows(open(own, partition, 0));
        read.untilRows(count);
        return read;
    }

    static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    static Times times(int count) {
        return Times.every(Duration.ofMillis(1), Instant.ofEpochMilli(START), count);
    }

    static List<Long> offsets(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    // Records

    @Test
    void everyPartOfARecordIsReadAsItWasWritten() {
        kafka.topic("parts", 1)
                .write(0, at(START), "key", "value", header("a", "1"), header("a", "2"))
                .write(0, at(START + 5), "", "", header("none", (byte[]) null), header("", ""))
                .write(0, at(START - 5), "only a value")
                .tombstone(0, at(START), "only a key")
                .write(0, at(START), (byte[]) null, null);
        var place = partition("parts", 0);

        List<Row> rows = read(Map.of(), place, 5).rows();

        assertThat(rows)
                .containsExactly(
                        row(place, 0, START, "key", "value", "a=1", "a=2"),
                        row(place, 1, START + 5, "", "", "none=null", "="),
                        row(place, 2, START - 5, null, "only a value"),
                        row(place, 3, START, "only a key", null),
                        row(place, 4, START, null, null));
    }

    private static Row row(
            TopicPartition place,
            long offset,
            long time,
            String key,
            String value,
            String... headers) {
        return new Row(place, offset, time, "CREATE_TIME", 0, key, value, List.of(headers));
    }

    @Test
    void whatIsNotWantedReadsAsNull() {
        kafka.topic("unwanted", 1).write(0, at(START), "key", "value", header("a", "1"));
        var place = partition("unwanted", 0);
        LogFetcher fetcher = open(Map.of(), new RecordContent(false, false, false));
        fetcher.assign(List.of(place));
        fetcher.seek(place, new OffsetAndMetadata(0));
        var read = new FetchedRows(fetcher);

        read.untilRows(1);

        assertThat(read.rows()).containsExactly(row(place, 0, START, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "gzip", "snappy", "lz4", "zstd"})
    void everyCodecIsRead(String codec) {
        kafka.topic("codec-" + codec, 1, Map.of("compression.type", codec)).write(0, times(3_000));

        var read = read(Map.of(), partition("codec-" + codec, 0), 3_000);

        assertThat(read.offsets(partition("codec-" + codec, 0))).isEqualTo(offsets(0, 3_000));
        assertThat(read.rows())
                .allSatisfy(
                        row -> {
                            assertThat(row.timestamp()).isEqualTo(START + row.offset());
                            assertThat(row.value())
                                    .endsWith("-0 at " + Instant.ofEpochMilli(row.timestamp()));
                        });
    }

    @Test
    void withLogAppendTimeAllTimestampsAreTheBrokers() {
        kafka.topic("append", 1, Map.of("message.timestamp.type", "LogAppendTime"))
                .write(0, times(3));

        assertThat(read(Map.of(), partition("append", 0), 3).rows())
                .allSatisfy(
                        row -> {
                            assertThat(row.type()).isEqualTo("LOG_APPEND_TIME");
                            assertThat(row.timestamp()).isGreaterThan(START + 1_000_000);
                        });
    }

    @Test
    void fetchesOfManyPartitionsAreComplete() {
        var topic = kafka.topic("many", 20);
        IntStream.range(0, 20).forEach(i -> topic.write(i, times(100 + i)));
        LogFetcher fetcher = open(Map.of("max.poll.records", "150"));
        var all = IntStream.range(0, 20).mapToObj(i -> partition("many", i)).toList();
        fetcher.assign(all);
        all.forEach(place -> fetcher.seek(place, new OffsetAndMetadata(0)));
        var read = new FetchedRows(fetcher);

        read.untilRows(20 * 100 + 190);

        all.forEach(
                place ->
                        assertThat(read.offsets(place))
                                .isEqualTo(offsets(0, 100 + place.partition())));
    }

    @Test
    void aPollEndsAfterMaxPollRecords() {
        var topic = kafka.topic("bounded", 10);
        IntStream.range(0, 10).forEach(i -> topic.write(i, times(100)));
        LogFetcher fetcher = open(Map.of("max.poll.records", "100"));
        var all = IntStream.range(0, 10).mapToObj(i -> partition("bounded", i)).toList();
        fetcher.assign(all);
        all.forEach(place -> fetcher.seek(place, new OffsetAndMetadata(0)));
        var read = new FetchedRows(fetcher);

        while (read.rows().size() < 1_000) {
            assertThat(read.poll(Duration.ofSeconds(1))).isBetween(0, 199);
        }
    }

    @Test
    void aFetchOfManyBatchesIsReturnedPartByPart() {
        var topic = kafka.topic("parts", 1);
        for (int batch = 0; batch < 20; batch++) {
            topic.write(0, times(10));
        }
        var place = partition("parts", 0);
        LogFetcher fetcher = open(Map.of("max.poll.records", "25"), place, 3);
        var read = new FetchedRows(fetcher);

        while (read.rows().size() < 197) {
            assertThat(read.poll(Duration.ofSeconds(1))).isBetween(0, 34);
            if (!read.rows().isEmpty()) {
                assertThat(fetcher.position(place)).hasValue(3 + read.rows().size());
            }
        }
        assertThat(read.offsets(place)).isEqualTo(offsets(3, 200));
    }

    @Test
    void theRestOfAFetchIsKeptBackWhilePausedAndDroppedByASeek() {
        var topic = kafka.topic("rest", 1);
        for (int batch = 0; batch < 20; batch++) {
            topic.write(0, times(10));
        }
        var place = partition("rest", 0);
        LogFetcher fetcher = open(Map.of("max.poll.records", "10"), place, 0);
        var read = new FetchedRows(fetcher);
        read.untilRows(1);
        int first = read.rows().size();
        fetcher.pause(List.of(place));
        read.expectNothing();
        fetcher.resume(List.of(place));
        read.untilRows(first + 1);
        assertThat(read.offsets(place)).isEqualTo(offsets(0, read.rows().size()));

        fetcher.seek(place, new OffsetAndMetadata(150));
        var after = new FetchedRows(fetcher);
        after.untilRows(50);

        assertThat(after.offsets(place)).isEqualTo(offsets(150, 200));
    }

    @Test
    void readingStopsAtALimitAndContinuesThere() {
        kafka.topic("limit", 1).write(0, times(10));
        var place = partition("limit", 0);
        LogFetcher fetcher = open(Map.of(), place, 2);
        var builder = new ChunkBuilder(ContentForm.COLUMNS);
        Fetched fetched = fetcher.poll(Duration.ofSeconds(10));
        while (fetched.partitions().isEmpty()) {
            fetched = fetcher.poll(Duration.ofSeconds(10));
        }
        var read = new FetchedRows(fetcher);
        FetchedRecords records = fetched.records(place);

        assertThat(records.read(builder, 2)).isFalse();
        assertThat(records.read(builder, 5)).isTrue();
        read.add(place, builder.build(records.timestampType(), records.leaderEpoch()));
        assertThat(read.offsets(place)).isEqualTo(offsets(2, 5));
        assertThat(records.read(builder, 5)).isFalse();
        while (records.read(builder, Long.MAX_VALUE)) {
            read.add(place, builder.build(records.timestampType(), records.leaderEpoch()));
        }
        read.untilRows(8);
        assertThat(read.offsets(place)).isEqualTo(offsets(2, 10));
    }

    // Offsets without records

    @Test
    void abortedTransactionsAreLeftOutIfOnlyCommittedRecordsAreRead() {
        var topic = kafka.topic("transactions", 1);
        topic.write(0, times(2))
                .aborted(transaction -> transaction.write(0, times(3)))
                .committed(transaction -> transaction.write(0, times(2)))
                .aborted(transaction -> transaction.write(0, times(1)));
        var place = partition("transactions", 0);

        var committed = new FetchedRows(open(COMMITTED, place, 0));
        committed.untilPosition(place, topic.endOffset(0));
        var uncommitted = new FetchedRows(open(Map.of(), place, 0));
        uncommitted.untilPosition(place, topic.endOffset(0));

        assertThat(topic.endOffset(0)).isEqualTo(11);
        assertThat(committed.offsets(place)).containsExactly(0L, 1L, 6L, 7L);
        assertThat(uncommitted.offsets(place)).containsExactly(0L, 1L, 2L, 3L, 4L, 6L, 7L, 9L);
    }

    @Test
    void anOpenTransactionHoldsCommittedRecordsBack() {
        var topic = kafka.topic("open", 1).write(0, times(2));
        var place = partition("open", 0);
        try (var transaction = topic.begin()) {
            transaction.write(0, times(2));
            topic.write(0, times(1));
            LogFetcher fetcher = open(COMMITTED, place, 0);
            var read = new FetchedRows(fetcher);
            read.untilRows(2);
            read.expectNothing();
            assertThat(fetcher.position(place)).hasValue(2);
            assertThat(fetcher.endOffsets(List.of(place))).isEqualTo(Map.of(place, 2L));
            assertThat(fetcher.currentLag(place)).hasValue(0);

            transaction.commit();
            read.untilPosition(place, 6);
            assertThat(read.offsets(place)).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    @Test
    void compactedRecordsAreHoles() {
        var topic = kafka.compactedTopic("compacted", 1);
        for (String key : List.of("a", "b", "a", "c", "a", "b", "d")) {
            topic.write(0, at(START), key, "of " + key);
        }
        topic.compact();
        var place = partition("compacted", 0);

        var read = new FetchedRows(open(Map.of(), place, 0));
        read.untilPosition(place, topic.endOffset(0));

        assertThat(read.offsets(place))
                .isEqualTo(topic.records().stream().map(record -> record.offset()).toList())
                .hasSizeLessThan(7);
    }

    // Positions

    @Test
    void readingBeginsInTheMiddleOfABatch() {
        kafka.topic("middle", 1).write(0, times(1_000));
        var place = partition("middle", 0);

        LogFetcher fetcher = open(Map.of(), place, 123);
        var read = new FetchedRows(fetcher);
        read.untilRows(877);

        assertThat(read.offsets(place)).isEqualTo(offsets(123, 1_000));
        assertThat(fetcher.position(place)).hasValue(1_000);
        assertThat(fetcher.currentLag(place)).hasValue(0);
    }

    @Test
    void nextOffsetsSayWherePositionsAreNow() {
        kafka.topic("next", 1).write(0, times(5));
        var place = partition("next", 0);
        LogFetcher fetcher = open(Map.of(), place, 1);
        var next = new HashMap<TopicPartition, OffsetAndMetadata>();
        var read = new FetchedRows(fetcher);
        while (read.rows().size() < 4) {
            Fetched fetched = fetcher.poll(Duration.ofSeconds(1));
            Set<TopicPartition> partitions = Set.copyOf(fetched.partitions());
            next.putAll(fetched.nextOffsets());
            read.take(fetched);
            assertThat(fetched.partitions()).as("after reading").isEqualTo(partitions);
        }

        assertThat(next.get(place).offset()).isEqualTo(5);
        assertThat(next.get(place).leaderEpoch()).hasValue(0);
    }

    @Test
    void aPausedPartitionReturnsNothingBeforeItIsResumed() {
        kafka.topic("paused", 2).write(0, times(100)).write(1, times(100));
        var a = partition("paused", 0);
        var b = partition("paused", 1);
        LogFetcher fetcher = open(Map.of("max.poll.records", "100"));
        fetcher.assign(List.of(a, b));
        fetcher.seek(a, new OffsetAndMetadata(0));
        fetcher.seek(b, new OffsetAndMetadata(0));
        var read = new FetchedRows(fetcher);
        read.untilRows(1);
        // The client has fetched the other one, too.
        var first = read.rows().get(0).partition();
        var other = first.equals(a) ? b : a;
        fetcher.pause(List.of(other));
        int ofOther = read.offsets(other).size();

        read.untilPosition(first, 100);
        read.expectNothing();
        assertThat(fetcher.paused()).containsExactly(other);
        assertThat(read.offsets(other)).hasSize(ofOther);

        fetcher.resume(List.of(other));
        read.untilRows(200);
        assertThat(fetcher.paused()).isEmpty();
        assertThat(read.offsets(a)).isEqualTo(offsets(0, 100));
        assertThat(read.offsets(b)).isEqualTo(offsets(0, 100));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 40, 100, 150})
    void afterASeekReadingContinuesThere(long offset) {
        String name = "seek-" + offset;
        kafka.topic(name, 2).write(0, times(200)).write(1, times(200));
        var a = partition(name, 0);
        var b = partition(name, 1);
        LogFetcher fetcher = open(Map.of("max.poll.records", "50"));
        fetcher.assign(List.of(a, b));
        fetcher.seek(a, new OffsetAndMetadata(100));
        fetcher.seek(b, new OffsetAndMetadata(100));
        var before = new FetchedRows(fetcher);
        before.untilRows(1);

        // Fetches of one or both are in the client now.
        fetcher.seek(a, new OffsetAndMetadata(offset));
        fetcher.seek(b, new OffsetAndMetadata(offset));
        var after = new FetchedRows(fetcher);
        after.untilRows((int) (2 * (200 - offset)));

        assertThat(after.offsets(a)).isEqualTo(offsets(offset, 200));
        assertThat(after.offsets(b)).isEqualTo(offsets(offset, 200));
    }

    @Test
    void aPausedPartitionCanBeSought() {
        kafka.topic("paused-seek", 1).write(0, times(100));
        var place = partition("paused-seek", 0);
        LogFetcher fetcher = open(Map.of(), place, 0);
        var read = new FetchedRows(fetcher);
        read.untilRows(100);
        fetcher.seek(place, new OffsetAndMetadata(10));
        fetcher.poll(Duration.ZERO);
        fetcher.pause(List.of(place));
        read.rows().clear();
        read.expectNothing();

        fetcher.seek(place, new OffsetAndMetadata(90));
        read.expectNothing();
        fetcher.resume(List.of(place));
        read.untilRows(10);

        assertThat(read.offsets(place)).isEqualTo(offsets(90, 100));
    }

    @Test
    void anAssignmentKeepsThePositionsOfThoseThatStay() {
        kafka.topic("assigned", 3).write(0, times(10)).write(1, times(10)).write(2, times(10));
        var a = partition("assigned", 0);
        var b = partition("assigned", 1);
        var c = partition("assigned", 2);
        LogFetcher fetcher = open(Map.of("max.poll.records", "10"));
        fetcher.assign(List.of(a, b));
        fetcher.seek(a, new OffsetAndMetadata(0));
        fetcher.seek(b, new OffsetAndMetadata(0));
        var read = new FetchedRows(fetcher);
        read.untilRows(1);
        TopicPartition first = read.rows().get(0).partition();
        TopicPartition other = first.equals(a) ? b : a;
        read.rows().removeIf(row -> row.partition().equals(other));

        fetcher.assign(List.of(first, c));
        fetcher.seek(c, new OffsetAndMetadata(5));
        read.untilRows(15);
        read.expectNothing();

        assertThat(fetcher.assignment()).containsExactlyInAnyOrder(first, c);
        assertThat(read.offsets(first)).isEqualTo(offsets(0, 10));
        assertThat(read.offsets(c)).isEqualTo(offsets(5, 10));
        assertThat(read.offsets(other)).isEmpty();
        assertThatThrownBy(() -> fetcher.position(other)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLagIsUnknownUntilKafkaHasSaidIt() throws Exception {
        kafka.topic("lag", 1).write(0, times(10));
        var place = partition("lag", 0);
        LogFetcher fetcher = open(Map.of(), place, 4);
        fetcher.pause(List.of(place));
        assertThat(fetcher.currentLag(place)).isEmpty();

        // Asking for an unknown lag makes the client ask Kafka.
        Await.until(
                "the lag is known",
                () -> {
                    fetcher.poll(Duration.ofMillis(100));
                    return fetcher.currentLag(place).equals(OptionalLong.of(6));
                });

        assertThat(fetcher.position(place)).hasValue(4);
        assertThat(fetcher.beginningOffsets(List.of(place))).isEqualTo(Map.of(place, 0L));
        assertThat(fetcher.endOffsets(List.of(place))).isEqualTo(Map.of(place, 10L));
    }

    // Polling

    @Test
    void aWakeupLetsThePollThatWaitsOrTheNextOneThrow() throws Exception {
        kafka.topic("wakeup", 1).write(0, times(1));
        var place = partition("wakeup", 0);
        LogFetcher fetcher = open(Map.of(), place, 0);
        var read = new FetchedRows(fetcher);
        read.untilRows(1);

        fetcher.wakeup();
        assertThatThrownBy(() -> fetcher.poll(Duration.ZERO)).isInstanceOf(WakeupException.class);
        fetcher.poll(Duration.ZERO);

        var polling = Thread.currentThread();
        CompletableFuture.runAsync(
                () -> {
                    while (polling.getState() == Thread.State.RUNNABLE
                            && !stackOf(polling).contains("poll")) {
                        Thread.onSpinWait();
                    }
                    fetcher.wakeup();
                });
        assertThatThrownBy(() -> fetcher.poll(Duration.ofMinutes(2)))
                .isInstanceOf(WakeupException.class);
    }

    private static String stackOf(Thread thread) {
        return List.of(thread.getStackTrace()).toString();
    }

    @Test
    void aPositionOutsideTheLogIsReported() {
        kafka.topic("outside", 2).write(0, times(5)).write(1, times(5)).deleteRecordsBefore(0, 3);
        var place = partition("outside", 0);
        LogFetcher fetcher = open(Map.of(), place, 1);
        var read = new FetchedRows(fetcher);

        var failure =
                catchThrowableOfType(OffsetOutOfRangeException.class, () -> read.untilRows(1));
        assertThat(failure.offsetOutOfRangePartitions()).isEqualTo(Map.of(place, 1L));
        assertThatThrownBy(() -> read.untilRows(1)).isInstanceOf(OffsetOutOfRangeException.class);

        fetcher.seek(place, new OffsetAndMetadata(3));
        read.untilRows(2);
        assertThat(read.offsets(place)).isEqualTo(offsets(3, 5));
    }

    @Test
    void whatWasFetchedIsReturnedBeforeAnotherPartitionsFailure() {
        kafka.topic("failing", 2).write(0, times(5)).write(1, times(5)).deleteRecordsBefore(0, 3);
        var bad = partition("failing", 0);
        var good = partition("failing", 1);
        LogFetcher fetcher = open(Map.of());
        fetcher.assign(List.of(bad, good));
        fetcher.seek(bad, new OffsetAndMetadata(1));
        fetcher.seek(good, new OffsetAndMetadata(0));
        var read = new FetchedRows(fetcher);
        int failures = 0;

        while (read.rows().size() < 5 || failures == 0) {
            try {
                read.poll(Duration.ofSeconds(1));
            } catch (OffsetOutOfRangeException e) {
                failures++;
            }
        }

        assertThat(read.offsets(good)).isEqualTo(offsets(0, 5));
    }

    @Test
    void aTopicThatIsDeletedReturnsNothingMore() {
        TestTopic topic = kafka.topic("deleted", 1).write(0, times(5));
        var place = partition("deleted", 0);
        LogFetcher fetcher = open(Map.of(), place, 0);
        var read = new FetchedRows(fetcher);
        read.untilRows(5);

        topic.delete();

        read.rows().clear();
        read.expectNothing();
        assertThat(fetcher.position(place).orElse(5)).isEqualTo(5);
    }

    @Test
    void aTopicWithoutPermissionIsReported() throws Exception {
        kafka.topic("secret", 1).write(0, times(5));
        deny("secret");

        var read = new FetchedRows(open(Map.of(), partition("secret", 0), 0));

        assertThatThrownBy(() -> read.untilRows(1))
                .isInstanceOf(TopicAuthorizationException.class)
                .hasMessageContaining("secret");
    }

    private static void deny(String topic) throws Exception {
        var everybody =
                new AccessControlEntry("User:*", "*", AclOperation.READ, AclPermissionType.DENY);
        var pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        kafka.admin().createAcls(List.of(new AclBinding(pattern, everybody))).all().get();
    }

    // Damaged logs

    @Test
    void aDamagedBatchIsReportedByEveryPollAndNeverSkipped() throws Exception {
        kafka.topic("damaged", 1)
                .write(0, at(START), "record 0")
                .write(0, at(START), "record 1")
                .write(0, at(START), "record 2");
        LogFiles.damage(kafka.cluster(), "damaged", 1, LogFiles.RECORDS_POSITION + 8);
        var place = partition("damaged", 0);
        LogFetcher fetcher = open(Map.of(), place, 0);
        var read = new FetchedRows(fetcher);

        Throwable first = catchThrowable(() -> read.untilRows(2));
        Throwable second = catchThrowable(() -> read.poll(Duration.ofSeconds(1)));
        Throwable third = catchThrowable(() -> read.poll(Duration.ZERO));

        assertThat(read.values()).as("the records before it").containsExactly("record 0");
        assertThat(List.of(first, second, third))
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .isInstanceOf(KafkaException.class)
                                        .isNotInstanceOf(WakeupException.class));
        assertThat(fetcher.position(place)).hasValue(1);
        assertThat(fetcher.currentLag(place)).hasValue(2);

        fetcher.seek(place, new OffsetAndMetadata(2));
        read.untilRows(2);
        assertThat(read.values()).containsExactly("record 0", "record 2");
    }

    @Test
    void aBatchOfADamagedSizeIsReported() throws Exception {
        kafka.topic("size", 1).write(0, at(START), "record 0").write(0, at(START), "record 1");
        for (int i = 0; i < Integer.BYTES; i++) {
            LogFiles.damage(kafka.cluster(), "size", 0, LogFiles.SIZE_POSITION + i);
        }
        var read = new FetchedRows(open(Map.of(), partition("size", 0), 0));

        assertThatThrownBy(() -> read.untilRows(1)).isInstanceOf(KafkaException.class);
        assertThat(read.rows()).isEmpty();
    }

    // Commits

    @Test
    void commitsReachTheGroup() throws Exception {
        kafka.topic("commits", 1).write(0, times(5));
        var place = partition("commits", 0);
        LogFetcher fetcher = open(Map.of("group.id", "commits"), place, 0);
        new FetchedRows(fetcher).untilRows(5);

        fetcher.commitSync(Map.of(place, new OffsetAndMetadata(2)));
        assertThat(committed("commits", place)).isEqualTo(2);

        var done = new CompletableFuture<Object>();
        fetcher.commitAsync(
                Map.of(place, new OffsetAndMetadata(4)),
                (offsets, failure) -> done.complete(failure == null ? offsets : failure));
        Await.until(
                "the callback is called",
                () -> {
                    fetcher.poll(Duration.ofMillis(50));
                    return done.isDone();
                });
        assertThat(done.get()).isEqualTo(Map.of(place, new OffsetAndMetadata(4)));
        assertThat(committed("commits", place)).isEqualTo(4);
    }

    @Test
    void closingWaitsForPendingCommits() throws Exception {
        kafka.topic("pending", 1).write(0, times(5));
        var place = partition("pending", 0);
        LogFetcher fetcher = open(Map.of("group.id", "pending"), place, 0);
        fetcher.commitSync(Map.of(place, new OffsetAndMetadata(1)));
        fetcher.commitAsync(Map.of(place, new OffsetAndMetadata(3)), (offsets, failure) -> {});

        fetcher.close(Duration.ofSeconds(20));

        assertThat(committed("pending", place)).isEqualTo(3);
    }

    private static long committed(String group, TopicPartition place) throws Exception {
        return kafka.admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(place)
                .offset();
    }

    @Test
    void withoutAGroupNothingCanBeCommitted() {
        kafka.topic("groupless", 1);
        var place = partition("groupless", 0);
        LogFetcher fetcher = open(Map.of(), place, 0);
        var offsets = Map.of(place, new OffsetAndMetadata(0));

        assertThatThrownBy(() -> fetcher.commitSync(offsets))
                .isInstanceOf(InvalidGroupIdException.class);
        assertThatThrownBy(() -> fetcher.commitAsync(offsets, (o, e) -> {}))
                .isInstanceOf(InvalidGroupIdException.class);
    }

    // Life cycle

    @Test
    void withoutABrokerItCanBeUsedAndClosedWithinSeconds() {
        var place = partition("nowhere", 0);
        LogFetcher fetcher =
                open(Map.of("bootstrap.servers", "localhost:1", "group.id", "g"), place, 0);
        assertThat(new FetchedRows(fetcher).poll(Duration.ofMillis(200))).isZero();
        fetcher.commitAsync(Map.of(place, new OffsetAndMetadata(0)), (offsets, failure) -> {});

        long begin = System.nanoTime();
        fetcher.close(Duration.ofSeconds(2));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aClosedFetcherRefusesToPoll() {
        kafka.topic("closed", 1);
        LogFetcher fetcher = open(Map.of(), partition("closed", 0), 0);

        fetcher.close();
        fetcher.close();

        assertThatThrownBy(() -> fetcher.poll(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void pollingWithoutAnAssignmentIsAnError() {
        LogFetcher fetcher = open(Map.of());
        assertThatThrownBy(() -> fetcher.poll(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class);
        fetcher.assign(List.of(partition("some", 0)));
        fetcher.assign(List.of());
        assertThat(fetcher.assignment()).isEqualTo(Set.of());
        assertThatThrownBy(() -> fetcher.poll(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void propertiesThatTheClientRefusesLeaveNothingBehind() {
        var bad = Map.of("security.protocol", "SASL_PLAINTEXT", "client.id", "refused");
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        assertThatThrownBy(() -> open(bad))
                .isInstanceOf(KafkaException.class)
                .hasStackTraceContaining("in the JAAS configuration");

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().contains("refused"));
    }
}
