// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.message.Message;

import java.util.Comparator;

/** The order of a replay, for logs in which every partition is in timestamp order. */
final class MergeOrder {

    static final Comparator<Message> OF_ORDERED_PARTITIONS =
            Comparator.comparingLong(Message::timestamp)
                    .thenComparing(Message::topic)
                    .thenComparingInt(Message::partition)
                    .thenComparingLong(Message::offset);

    private MergeOrder() {}
}
