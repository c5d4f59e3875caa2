// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import io.kafkars.columns.Header;
import io.kafkars.columns.TimestampType;
import io.kafkars.merge.RecordView;
import io.kafkars.testing.RecordViews;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static io.kafkars.testing.RecordViews.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessageTest {

    @Test
    void aMessageHasEverythingThatTheRecordHas() {
        var message =
                Message.of(
                        record("orders", 3, 42)
                                .timestamp(1000, TimestampType.LOG_APPEND_TIME)
                                .key("k")
                                .value("v")
                                .header("a", (byte) 1)
                                .header("a", (byte) 2)
                                .leaderEpoch(7)
                                .build());

        assertThat(message.topic()).isEqualTo("orders");
        assertThat(message.partition()).isEqualTo(3);
        assertThat(message.offset()).isEqualTo(42);
        assertThat(message.hasTimestamp()).isTrue();
        assertThat(message.timestamp()).isEqualTo(1000);
        assertThat(message.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(message.key()).asString().isEqualTo("k");
        assertThat(message.value()).asString().isEqualTo("v");
        assertThat(message.headers())
                .containsExactly(new Header("a", new byte[] {1}), new Header("a", new byte[] {2}));
        assertThat(message.leaderEpoch()).isEqualTo(7);
    }

    @Test
    void aTombstoneHasNoValue() {
        assertThat(Message.of(record("orders", 0, 0).key("k").build()).value()).isNull();
    }

    @Test
    void anEmptyValueIsNotATombstone() {
        assertThat(Message.of(record("orders", 0, 0).value("").build()).value()).isEmpty();
    }

    @Test
    void absentPartsOfARecordAreMarkedAsAbsent() {
        var message = Message.of(record("orders", 0, 0).build());

        assertThat(message.key()).isNull();
        assertThat(message.hasTimestamp()).isFalse();
        assertThat(message.timestamp()).isEqualTo(Message.NO_TIMESTAMP).isEqualTo(-1);
        assertThat(message.timestampType()).isEqualTo(TimestampType.NONE);
        assertThat(message.headers()).isEmpty();
        assertThat(message.leaderEpoch()).isEqualTo(RecordView.NO_LEADER_EPOCH);
    }

    @Test
    void messagesAreEqualByContent() {
        assertThat(Message.of(full().build()))
                .isEqualTo(Message.of(full().build()))
                .hasSameHashCodeAs(Message.of(full().build()));
    }

    @Test
    void messagesThatDifferInOnePlaceAreNotEqual() {
        var different =
                Stream.of(
                                full(),
                                record("orders", 0, 0),
                                full().key("other"),
                                full().key((byte[]) null),
                                full().value("other"),
                                full().value(""),
                                full().value((byte[]) null),
                                full().timestamp(2),
                                full().timestamp(1, TimestampType.LOG_APPEND_TIME),
                                full().header("more"),
                                full().leaderEpoch(2),
                                record("others", 0, 0),
                                record("orders", 1, 0),
                                record("orders", 0, 1))
                        .map(record -> Message.of(record.build()))
                        .toList();

        assertThat(Set.copyOf(different)).hasSameSizeAs(different);
    }

    @Test
    void theHashCodeIsTheSameInEveryJvm() {
        assertThat(Messages.FULL.hashCode()).isEqualTo((31 * "orders".hashCode() + 300) * 31 + 42);
    }

    @Test
    void theTextShowsSizesAndNoContent() {
        assertThat(Messages.FULL)
                .hasToString(
                        "Message{orders-300@42, timestamp=1700000000000 (CREATE_TIME), key=2 bytes,"
                                + " value=3 bytes, headers=[trace=2 bytes, empty=0 bytes, none=null],"
                                + " leaderEpoch=5}");
        assertThat(Messages.BARE)
                .hasToString(
                        "Message{t-0@0, timestamp=none, key=null, value=null, headers=[],"
                                + " leaderEpoch=-1}");
    }

    @Test
    void theHeadersDoNotFollowTheListTheyCameFrom() {
        var headers = new ArrayList<>(List.of(new Header("a", null)));
        var message = new Message(null, null, "t", 0, 0, 0, TimestampType.NONE, headers, 0);

        headers.clear();

        assertThat(message.headers()).hasSize(1);
    }

    @Test
    void numbersOutOfRangeAreRejectedWithTheirValues() {
        assertThatThrownBy(
                        () ->
                                new Message(
                                        null,
                                        null,
                                        "orders",
                                        -1,
                                        -2,
                                        0,
                                        TimestampType.NONE,
                                        List.of(),
                                        -3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topic 'orders'")
                .hasMessageContaining("partition -1, offset -2, leader epoch -3");
    }

    private static RecordViews full() {
        return record("orders", 0, 0).timestamp(1).key("k").value("v").leaderEpoch(1);
    }
}
