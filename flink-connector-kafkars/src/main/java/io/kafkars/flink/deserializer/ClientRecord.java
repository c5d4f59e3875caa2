// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.deserializer;

import io.kafkars.merge.RecordView;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

import java.util.Optional;

/** Converts a record to the classes of Kafka's client. */
final class ClientRecord {

    private ClientRecord() {}

    static ConsumerRecord<byte[], byte[]> of(RecordView record) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                timestampType(record),
                record.keySize(),
                record.valueSize(),
                record.key(),
                record.value(),
                headersOf(record),
                record.leaderEpoch() == RecordView.NO_LEADER_EPOCH
                        ? Optional.empty()
                        : Optional.of(record.leaderEpoch()));
    }

    /** New headers at every call, because a deserializer may change them. */
    static Headers headersOf(RecordView record) {
        var headers = record.headers();
        var converted = new Header[headers.size()];
        for (int i = 0; i < converted.length; i++) {
            var header = headers.get(i);
            converted[i] = new RecordHeader(header.key(), header.value());
        }
        return new RecordHeaders(converted);
    }

    private static TimestampType timestampType(RecordView record) {
        return switch (record.timestampType()) {
            case NONE -> TimestampType.NO_TIMESTAMP_TYPE;
            case CREATE_TIME -> TimestampType.CREATE_TIME;
            case LOG_APPEND_TIME -> TimestampType.LOG_APPEND_TIME;
        };
    }
}
