// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.chaos;

import io.kafkars.chaos.Violation.Kind;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Finds every kind of violation, where it is, and none in a correct output. */
class EmissionCheckTest {

    private static final long NO_FUTURE = Long.MAX_VALUE;
    private static final long LIVE_TIME = 40;

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final TopicPartition NEW = new TopicPartition("t", 2);

    /** Histories of three and two records, then live ones; one without a timestamp. */
    private static final Map<TopicPartition, PartitionLog> LOGS =
            Map.of(
                    A, log(3, 10, 30, -1, 50),
                    B, log(2, 20, 40, 60),
                    NEW, log(0, 15, 70));

    private final Violations violations = new Violations();
    private final List<Emission> emissions = new ArrayList<>();
    private long epoch = 1;
    private long watermark = Emission.NONE;

    @Test
    void aCorrectReplayAcrossARestoreHasNoViolation() {
        replayA0B0();
        restart();
        emit(A, 1);
        emit(A, 2);
        watermark = 35;
        emit(B, 1);
        watermark = 39;
        emit(NEW, 0);
        emit(A, 3);
        watermark = 49;
        emit(B, 2);
        emit(NEW, 1);

        EmissionCheck check = check();

        assertThat(violations.kept()).isEmpty();
        assertThat(check.checkedForMergeOrder()).isEqualTo(3);
        assertThat(check.checkedForWatermarks()).isEqualTo(3);
    }

    @Test
    void aMissingRecordIsLost() {
        replay();
        emissions.removeIf(emission -> isOf(emission, A, 1));

        check();

        assertFound(Kind.LOST, "t-0@1");
    }

    @Test
    void aRecordEmittedTwiceIsRepeated() {
        replay();
        restart();
        emit(A, 3);

        check();

        assertFound(Kind.REPEATED, "t-0@3");
    }

    @Test
    void aRecordEmittedAfterALaterOffsetIsOutOfOrderEvenAcrossARestart() {
        replayA0B0();
        emit(A, 2);
        restart();
        emit(A, 1);
        emit(B, 1);
        live();

        check();

        assertFound(Kind.PARTITION_ORDER, "t-0@1");
    }

    @Test
    void aHistoryRecordEmittedAfterOneWithALargerKeyIsOutOfMergeOrder() {
        emit(B, 0);
        emit(A, 0);
        emit(A, 1);
        emit(A, 2);
        emit(B, 1);
        live();

        check();

        assertFound(Kind.MERGE_ORDER, "t-0@0");
    }

    @Test
    void aRestartStartsANewOrder() {
        emit(B, 0);
        emit(B, 1);
        restart();
        emit(A, 0);
        emit(A, 1);
        emit(A, 2);
        live();

        check();

        assertThat(violations.kept()).isEmpty();
    }

    @Test
    void aWatermarkAtTheKeyOfAHistoryRecordIsFound() {
        replayA0B0();
        watermark = 30;
        emit(A, 1);
        emit(A, 2);
        watermark = 31;
        emit(B, 1);
        live();

        check();

        assertThat(violations.count(Kind.WATERMARK)).isEqualTo(2);
        assertFound(Kind.WATERMARK, "t-0@1", "t-0@2");
    }

    @Test
    void aWatermarkAtTheKeyOfALiveRecordIsFound() {
        replayA0B0();
        emit(A, 1);
        emit(A, 2);
        emit(B, 1);
        watermark = 50;
        emit(A, 3);
        emit(B, 2);
        emit(NEW, 0);
        emit(NEW, 1);

        check();

        assertFound(Kind.WATERMARK, "t-0@3");
    }

    @Test
    void recordsOfANewPartitionMayBeLateForTheWatermarkItMetAndForNoOther() {
        replay();
        emissions.removeIf(emission -> emission.topicPartition().equals(NEW));
        watermark = 59;
        emit(NEW, 0);
        watermark = 70;
        emit(NEW, 1);

        check();

        assertFound(Kind.WATERMARK, "t-2@1");
    }

    @Test
    void aWatermarkThatGoesBackIsFound() {
        replay();
        watermark = 49;
        emissions.removeIf(emission -> isOf(emission, B, 2));
        emit(B, 2);
        emissions.removeIf(emission -> isOf(emission, NEW, 1));
        watermark = 48;
        emit(NEW, 1);

        check();

        assertFound(Kind.WATERMARK, "t-2@1");
    }

    @Test
    void aChangedKeyValueOrEventTimeIsFound() {
        replay();
        emissions.replaceAll(
                emission ->
                        isOf(emission, A, 0)
                                ? with(emission, 77, emission.eventTime())
                                : isOf(emission, A, 2)
                                        ? with(emission, emission.contents(), -1)
                                        : emission);

        check();

        assertFound(Kind.CHANGED, "t-0@0", "t-0@2");
    }

    @Test
    void aRecordThatKafkaDoesNotHaveIsFound() {
        replay();
        emissions.add(new Emission("t", 0, 4, 4, 50, epoch, emissions.size(), watermark));

        check();

        assertFound(Kind.CHANGED, "t-0@4");
    }

    @Test
    void timestampsFarAheadDoNotRaiseTheMergeKeys() {
        var log = PartitionLog.of(2, new long[3], new long[] {5, 1_000, 1_001}, 100);

        assertThat(log.mergeKeys()).containsExactly(5, 5, 5);
        assertThat(log.eventTime(1)).isEqualTo(1_000);
    }

    // What is emitted

    private void replay() {
        replayA0B0();
        emit(A, 1);
        emit(A, 2);
        emit(B, 1);
        live();
    }

    private void replayA0B0() {
        emit(A, 0);
        emit(B, 0);
    }

    private void live() {
        emit(NEW, 0);
        emit(A, 3);
        emit(B, 2);
        emit(NEW, 1);
    }

    private void restart() {
        epoch++;
        watermark = Emission.NONE;
    }

    private void emit(TopicPartition partition, int offset) {
        PartitionLog log = LOGS.get(partition);
        emissions.add(
                new Emission(
                        partition.topic(),
                        partition.partition(),
                        offset,
                        log.contents()[offset],
                        log.eventTime(offset),
                        epoch,
                        emissions.size(),
                        watermark));
    }

    private static boolean isOf(Emission emission, TopicPartition partition, long offset) {
        return emission.topicPartition().equals(partition) && emission.offset() == offset;
    }

    private static Emission with(Emission from, long contents, long eventTime) {
        return new Emission(
                from.topic(),
                from.partition(),
                from.offset(),
                contents,
                eventTime,
                from.epoch(),
                from.sequence(),
                from.watermark());
    }

    private static PartitionLog log(long historyEnd, long... timestamps) {
        long[] contents = new long[timestamps.length];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = 100 + i;
        }
        return PartitionLog.of(historyEnd, contents, timestamps, NO_FUTURE);
    }

    private EmissionCheck check() {
        var check = new EmissionCheck(LOGS, LIVE_TIME, violations);
        check.check(emissions);
        return check;
    }

    private void assertFound(Kind kind, String... where) {
        assertThat(violations.kept())
                .allMatch(violation -> violation.kind() == kind)
                .extracting(Violation::where)
                .containsExactly(where);
    }
}
