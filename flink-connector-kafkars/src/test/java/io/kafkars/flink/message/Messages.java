// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.message;

import io.kafkars.columns.TimestampType;

import java.util.List;

import static io.kafkars.testing.RecordViews.record;

/** Messages with every kind of content that a serializer could get wrong. */
public final class Messages {

    public static final Message FULL =
            Message.of(
                    record("orders", 300, 42)
                            .timestamp(1_700_000_000_000L)
                            .key("k1")
                            .value(new byte[] {0, (byte) 0xff, 7})
                            .header("trace", (byte) 1, (byte) 2)
                            .header("empty")
                            .header("none", (byte[]) null)
                            .leaderEpoch(5)
                            .build());

    public static final Message BARE = Message.of(record("t", 0, 0).build());

    public static final List<Message> ALL =
            List.of(
                    FULL,
                    BARE,
                    Message.of(record("orders", 0, 1).timestamp(0).key("").value("").build()),
                    Message.of(record("orders", 127, 2).value("only a value").build()),
                    Message.of(record("orders", 128, 3).key("only a key").build()),
                    Message.of(
                            record("orders", Integer.MAX_VALUE, Long.MAX_VALUE)
                                    .timestamp(Long.MAX_VALUE, TimestampType.LOG_APPEND_TIME)
                                    .value(new byte[100_000])
                                    .leaderEpoch(Integer.MAX_VALUE)
                                    .build()),
                    Message.of(
                            record("a".repeat(249), 1, 1)
                                    .header("a header with a \u20ac and a \ud83d\ude00", (byte) 1)
                                    .header("a header with a \u20ac and a \ud83d\ude00", (byte) 2)
                                    .build()));

    private Messages() {}
}
