// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static io.kafkars.testing.Records.at;
import static io.kafkars.testing.Records.header;
import static io.kafkars.testing.Records.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Topics of the extension's broker, and how long they live. */
class TestTopicITCase {

    private static final Instant START = at("2024-01-01T00:00:00Z");

    @RegisterExtension static final KafkaExtension kafka = KafkaExtension.create();

    @BeforeAll
    static void topicOfTheClass() {
        kafka.topic("of-the-class", 1).write(0, START, "a");
    }

    // Records

    @Test
    void aRecordIsInTheLogUnchanged() {
        var topic = kafka.topic("events", 2);
        topic.write(0, START, "only a value")
                .write(
                        1,
                        START,
                        "key",
                        json("{'n': 1}"),
                        header("a", "b"),
                        header("c", (String) null))
                .write(1, START, new byte[] {1}, new byte[] {2, 3})
                .tombstone(1, START, "key")
                .writeUntimed(0, "untimed");

        List<ConsumerRecord<byte[], byte[]>> records = topic.records();
        assertThat(records).extracting(ConsumerRecord::partition).containsExactly(0, 0, 1, 1, 1);
        assertThat(records.get(0).key()).isNull();
        assertThat(records.get(0).value()).asString().isEqualTo("only a value");
        assertThat(records.get(0).timestamp()).isEqualTo(START.toEpochMilli());
        assertThat(records.get(1).timestamp()).isEqualTo(ConsumerRecord.NO_TIMESTAMP);
        assertThat(records.get(2).key()).asString().isEqualTo("key");
        assertThat(records.get(2).value()).asString().isEqualTo("{\"n\": 1}");
        assertThat(records.get(2).headers()).hasSize(2);
        assertThat(records.get(3).value()).containsExactly(2, 3);
        assertThat(records.get(4).value()).isNull();
    }

    @Test
    void aRecordForAPartitionThatDoesNotExistIsRefused() {
        var topic = kafka.topic("narrow", 1);

        assertThatThrownBy(() -> topic.write(1, START, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Topic 'narrow' has 1 partitions, numbered from 0, so there is no partition"
                                + " 1 to write to");
    }

    @Test
    void timesAreWrittenAsOneRecordEach() {
        var topic =
                kafka.topic("timed", 1).write(0, Times.every(Duration.ofSeconds(1), START, 100));

        assertThat(topic.endOffset(0)).isEqualTo(100);
        assertThat(topic.records().get(99).value())
                .asString()
                .isEqualTo("timed-0 at 2024-01-01T00:01:39Z");
    }

    // Transactions

    @Test
    void committedRecordsAreReadAndAbortedOnesAreNot() {
        var topic =
                kafka.topic("transactional", 2)
                        .committed(open -> open.write(0, START, "a").write(1, START, "b"))
                        .aborted(open -> open.write(0, START, "c"))
                        .write(0, START, "d");

        assertThat(values(topic)).containsExactly("a", "d", "b");
        assertThat(topic.endOffset(0)).as("with both markers").isEqualTo(5);
        assertThat(topic.endOffset(1)).as("with one marker").isEqualTo(2);
    }

    @Test
    void anOpenTransactionHidesLaterRecordsUntilItEnds() {
        var topic = kafka.topic("open", 1);
        try (var open = topic.begin()) {
            open.write(0, START, "a");
            topic.write(0, START, "b");
            assertThat(values(topic)).isEmpty();

            open.commit();
            assertThat(values(topic)).containsExactly("a", "b");
            assertThatThrownBy(open::abort)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended already");
        }
    }

    // Logs with holes

    @Test
    void compactionLeavesTheLastRecordOfEachKey() {
        var topic = kafka.compactedTopic("compacted", 2);
        for (String key : List.of("a", "b", "a", "c", "b", "a")) {
            topic.write(0, START, key, "value of " + key);
        }

        assertThat(topic.compact().records())
                .extracting(ConsumerRecord::offset)
                .containsExactly(3L, 4L, 5L);
        assertThat(topic.write(0, START, "c", "newer").compact().records())
                .extracting(ConsumerRecord::offset)
                .containsExactly(4L, 5L, 6L);
    }

    @Test
    void onlyACompactedTopicCanBeCompacted() {
        var topic = kafka.topic("kept", 1).write(0, START, "a");

        assertThatThrownBy(topic::compact)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("kept is not compacted");
    }

    @Test
    void aLogCanBeginAfterOffsetZero() {
        var topic =
                kafka.topic("expired", 1)
                        .write(0, Times.every(Duration.ofSeconds(1), START, 10))
                        .deleteRecordsBefore(0, 7);

        assertThat(topic.records()).extracting(ConsumerRecord::offset).containsExactly(7L, 8L, 9L);
    }

    // The life of topics

    @Test
    void partitionsCanBeAdded() {
        var topic = kafka.topic("grows", 1).addPartitions(3).write(2, START, "a");

        assertThat(topic.partitions()).isEqualTo(3);
        assertThat(values(topic)).containsExactly("a");
    }

    @Nested
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Isolation {

        @Test
        @Order(1)
        void aTestCreatesATopic() {
            kafka.topic("same", 1).write(0, START, "first");
        }

        @Test
        @Order(2)
        void theNextTestCreatesItAgain() {
            assertThat(values(kafka.topic("same", 1).write(0, START, "second")))
                    .containsExactly("second");
        }

        @Test
        @Order(3)
        void aTestMayDeleteItsTopicItself() {
            kafka.topic("same", 1).delete();
        }

        @Test
        @Order(4)
        void onlyTheTopicsOfTheClassAreLeft() throws Exception {
            assertThat(kafka.admin().listTopics().names().get()).containsExactly("of-the-class");
            assertThat(values(kafka.cluster().topic("of-the-class"))).containsExactly("a");
        }
    }

    @Test
    void anExtensionThatJUnitHasNotStartedSaysHowToRegisterIt() {
        assertThatThrownBy(() -> KafkaExtension.create().topic("events", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be static")
                .hasMessageContaining("@RegisterExtension");
    }

    private static List<String> values(TestTopic topic) {
        return topic.records().stream().map(record -> new String(record.value())).toList();
    }
}
