// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.reader;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class OffsetCommitsTest {

    private static final TopicPartition PARTITION = new TopicPartition("events", 0);
    private static final TopicPartition OTHER = new TopicPartition("events", 1);

    private final OffsetCommits commits = new OffsetCommits();

    @Test
    void aCompletedCheckpointCommitsWhatItHolds() {
        commits.snapshot(1, at(PARTITION, 10));
        commits.snapshot(2, at(PARTITION, 20));

        assertThat(commits.completed(1)).isEqualTo(at(PARTITION, 10));
        assertThat(commits.completed(2)).isEqualTo(at(PARTITION, 20));
        assertThat(commits.completed(2)).as("the same again").isEmpty();
    }

    @Test
    void aCheckpointOlderThanACompletedOneCommitsNothing() {
        commits.snapshot(1, at(PARTITION, 10));
        commits.snapshot(2, at(PARTITION, 20));

        assertThat(commits.completed(2)).isEqualTo(at(PARTITION, 20));
        assertThat(commits.completed(1)).isEmpty();
    }

    @Test
    void theEndOfAFinishedSplitIsPartOfEachCheckpointUntilItIsCommitted() {
        commits.finished(PARTITION, new OffsetAndMetadata(100));
        commits.snapshot(1, at(OTHER, 5));
        assertThat(commits.completed(1)).containsAllEntriesOf(at(PARTITION, 100)).hasSize(2);

        commits.snapshot(2, at(OTHER, 6));
        assertThat(commits.completed(2)).containsAllEntriesOf(at(PARTITION, 100)).hasSize(2);

        commits.committed(at(PARTITION, 100));
        commits.snapshot(3, at(OTHER, 7));
        assertThat(commits.completed(3)).isEqualTo(at(OTHER, 7));
    }

    @Test
    void anEarlierOffsetCommittedLateDoesNotCountAsTheEnd() {
        commits.snapshot(1, at(PARTITION, 50));
        commits.finished(PARTITION, new OffsetAndMetadata(100));
        commits.committed(commits.completed(1));

        commits.snapshot(2, Map.of());
        assertThat(commits.completed(2)).isEqualTo(at(PARTITION, 100));
    }

    private static Map<TopicPartition, OffsetAndMetadata> at(TopicPartition partition, long next) {
        return Map.of(partition, new OffsetAndMetadata(next));
    }
}
