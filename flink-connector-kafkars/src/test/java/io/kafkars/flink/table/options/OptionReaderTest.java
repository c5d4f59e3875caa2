// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_BATCH_SIZE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_COMMIT_OFFSETS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_HOLD_MAX_BYTES;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_LIVE_MAX_WAIT;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_PARTITIONS;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_MODE;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIME_OF_DAY;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_STARTUP_TIME_ZONE;
import static io.kafkars.flink.table.options.KafkarsOptions.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

/** Values of each type, and the problems with those that cannot be read. */
class OptionReaderTest {

    @Test
    void valuesAreReadByTheirTypes() {
        var options =
                GivenOptions.of(
                                "topic", "a; b",
                                "scan.partitions", "0;3",
                                "scan.batch-size", "7",
                                "scan.hold.max-bytes", "1 kb",
                                "scan.live.max-wait", "5 s",
                                "scan.commit-offsets-on-checkpoint", "true",
                                "scan.startup.mode", "start-of-day",
                                "scan.startup.time-of-day", " 08:30 ",
                                "scan.startup.time-zone", "Europe/Paris")
                        .reader();

        assertThat(options.names(TOPIC).orElseThrow()).containsExactly("a", "b");
        assertThat(options.numbers(SCAN_PARTITIONS).orElseThrow()).containsExactly(0, 3);
        assertThat(options.number(SCAN_BATCH_SIZE)).contains(7);
        assertThat(options.size(SCAN_HOLD_MAX_BYTES).orElseThrow().getBytes()).isEqualTo(1024);
        assertThat(options.duration(SCAN_LIVE_MAX_WAIT)).contains(Duration.ofSeconds(5));
        assertThat(options.flag(SCAN_COMMIT_OFFSETS)).contains(true);
        assertThat(options.choice(SCAN_STARTUP_MODE, StartupMode.class))
                .contains(StartupMode.START_OF_DAY);
        assertThat(options.timeOfDay(SCAN_STARTUP_TIME_OF_DAY)).contains(LocalTime.of(8, 30));
        assertThat(options.timeZone(SCAN_STARTUP_TIME_ZONE)).contains(ZoneId.of("Europe/Paris"));
        assertThat(options.problems().none()).isTrue();
    }

    @Test
    void anOptionThatIsNotGivenIsAbsentEvenIfItHasADefault() {
        var options = GivenOptions.of().reader();

        assertThat(options.number(SCAN_BATCH_SIZE)).isEmpty();
        assertThat(options.has(SCAN_BATCH_SIZE)).isFalse();
        assertThat(options.given(SCAN_BATCH_SIZE)).isNull();
    }

    @Test
    void aValueThatCannotBeReadIsAProblemAndCountsAsNotGiven() {
        var given =
                GivenOptions.of(
                        "scan.batch-size", "many",
                        "scan.commit-offsets-on-checkpoint", "maybe",
                        "scan.startup.mode", "latest-ofset");

        assertThat(given.reader().number(SCAN_BATCH_SIZE)).isEmpty();
        assertThat(given.reader().flag(SCAN_COMMIT_OFFSETS)).isEmpty();
        assertThat(given.reader().choice(SCAN_STARTUP_MODE, StartupMode.class)).isEmpty();
        assertThat(given.found())
                .satisfiesExactly(
                        number ->
                                assertThat(number)
                                        .isEqualTo(
                                                "Option 'scan.batch-size' must be a whole number, is"
                                                        + " 'many'"),
                        flag -> assertThat(flag).endsWith("must be true or false, is 'maybe'"),
                        mode -> assertThat(mode).endsWith("did you mean 'latest-offset'?"));
    }

    @Test
    void aNumberMayHaveAMinimum() {
        var given = GivenOptions.of("scan.batch-size", "2");

        assertThat(given.reader().number(SCAN_BATCH_SIZE, 2)).contains(2);
        assertThat(given.reader().number(SCAN_BATCH_SIZE, 3)).isEmpty();
        assertThat(given.found())
                .containsExactly("Option 'scan.batch-size' must be at least 3, is 2");
    }

    @Test
    void aDurationMustFitIntoMilliseconds() {
        var given = GivenOptions.of("scan.live.max-wait", "999999999999 d");

        assertThat(given.reader().duration(SCAN_LIVE_MAX_WAIT)).isEmpty();
        assertThat(given.found()).singleElement().asString().contains("fits into milliseconds");
    }

    // Options of single topics

    @Test
    void theOptionOfATopicTakesPrecedenceOverThatOfTheTable() {
        var given =
                GivenOptions.of(
                        "scan.startup.mode", "latest-offset",
                        "scan.startup.topic.a.mode", "earliest-offset");

        assertThat(given.reader().forTopic("a").choice(SCAN_STARTUP_MODE, StartupMode.class))
                .contains(StartupMode.EARLIEST_OFFSET);
        assertThat(given.reader().forTopic("b").choice(SCAN_STARTUP_MODE, StartupMode.class))
                .contains(StartupMode.LATEST_OFFSET);
        assertThat(given.reader().choice(SCAN_STARTUP_MODE, StartupMode.class))
                .contains(StartupMode.LATEST_OFFSET);
    }

    @Test
    void aProblemNamesTheKeyUnderWhichTheValueWasGiven() {
        var given =
                GivenOptions.of(
                        "scan.startup.mode", "x",
                        "scan.startup.topic.a.mode", "y");

        given.reader().forTopic("a").choice(SCAN_STARTUP_MODE, StartupMode.class);
        given.reader().forTopic("b").choice(SCAN_STARTUP_MODE, StartupMode.class);

        assertThat(given.found())
                .satisfiesExactly(
                        own ->
                                assertThat(own)
                                        .startsWith("Option 'scan.startup.topic.a.mode' must be"),
                        tables -> assertThat(tables).startsWith("Option 'scan.startup.mode' must"));
    }

    @Test
    void theProblemOfAMissingOptionNamesItsKeyForTheTopic() {
        var options = GivenOptions.of("scan.batch-size", "7").reader().forTopic("a");

        assertThat(options.key(SCAN_STARTUP_MODE)).isEqualTo("scan.startup.topic.a.mode");
        assertThat(options.key(SCAN_BATCH_SIZE)).isEqualTo("scan.batch-size");
    }
}
