// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import io.kafkars.consumer.ConsumerManager;
import io.kafkars.consumer.ReplayStatus;
import io.kafkars.consumer.ScriptedConsumer;
import io.kafkars.merge.MergeSettings;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static io.kafkars.flink.reader.TestMerge.split;
import static org.assertj.core.api.Assertions.assertThat;

class ReaderStatusTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final ScriptedConsumer consumer = new ScriptedConsumer();
    private final ConsumerManager manager =
            new ConsumerManager(consumer, MergeSettings.DEFAULT, false, consumer::now);
    private long now = 1_700_000_000_000L;
    private final ReaderStatus status = new ReaderStatus(() -> now);

    /** Fetches this record, and shows the status after it. */
    private ReplayStatus after(long offset) {
        consumer.deliver(PARTITION, offset, 1_000 + offset, "k", "v");
        status.update(manager, manager.poll(Duration.ZERO));
        return status.current();
    }

    private void read(long replayEnd) {
        manager.add(List.of(split(0, replayEnd).progress()));
        status.refresh(manager);
    }

    @Test
    void beforeTheFirstSplitThereIsNothingToShow() {
        assertThat(status.current()).isSameAs(ReplayStatus.NOTHING);
    }

    @Test
    void newSplitsAreShownAtOnce() {
        read(9);

        assertThat(status.current().partitions()).isEqualTo(1);
        assertThat(status.current().replayRemaining()).isEqualTo(9);
    }

    @Test
    void inTheReplayTheStatusIsASecondOldAtMost() {
        read(9);
        now += 999;
        assertThat(after(0).replayRemaining()).as("still that of the start").isEqualTo(9);

        now += 1;
        assertThat(after(1).replayRemaining()).isEqualTo(7);
    }

    @Test
    void goingLiveIsShownAtOnce() {
        read(2);
        assertThat(after(0).isLive()).isFalse();
        assertThat(after(1).isLive()).isTrue();
    }

    @Test
    void noLongerBeingLiveIsShownAtOnce() {
        read(1);
        after(0);
        manager.add(List.of(split(1, 9).progress()));

        assertThat(after(1).isLive()).as("a partition with a replay has joined").isFalse();
    }
}
