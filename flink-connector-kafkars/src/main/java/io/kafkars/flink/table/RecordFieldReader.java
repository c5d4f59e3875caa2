// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.columns.Header;
import io.kafkars.merge.PartitionId;
import io.kafkars.merge.RecordView;

import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

import javax.annotation.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads fields of records in the form that Flink's table runtime needs. What all records of a
 * partition share is made once. Not thread-safe.
 */
final class RecordFieldReader {

    private static final StringData NO_TIMESTAMP = StringData.fromString("NoTimestampType");
    private static final StringData CREATE_TIME = StringData.fromString("CreateTime");
    private static final StringData LOG_APPEND_TIME = StringData.fromString("LogAppendTime");

    /** What all records of a partition share. */
    private record PartitionFields(PartitionId id, StringData topic, Integer number) {}

    private PartitionFields[] partitions = {};

    /**
     * The value of a field, {@code null} for NULL.
     *
     * @param rowIndex position of the row among those of the record
     */
    @Nullable
    Object read(RecordField field, RecordView record, int rowIndex) {
        return switch (field) {
            case KEY -> record.key();
            case VALUE -> record.value();
            case TOPIC -> partition(record).topic;
            case PARTITION -> partition(record).number;
            case OFFSET -> record.offset();
            case TIMESTAMP, RAW_TIMESTAMP ->
                    record.hasTimestamp()
                            ? TimestampData.fromEpochMillis(record.timestamp())
                            : null;
            case EVENT_TIME -> TimestampData.fromEpochMillis(record.eventTime());
            case TIMESTAMP_TYPE ->
                    switch (record.timestampType()) {
                        case NONE -> NO_TIMESTAMP;
                        case CREATE_TIME -> CREATE_TIME;
                        case LOG_APPEND_TIME -> LOG_APPEND_TIME;
                    };
            case HEADERS -> headerMap(record.headers());
            case HEADER_LIST -> headerList(record.headers());
            case LEADER_EPOCH ->
                    record.leaderEpoch() == RecordView.NO_LEADER_EPOCH
                            ? null
                            : (Integer) record.leaderEpoch();
            case IS_LIVE -> record.isLive();
            case SOURCE_IS_LIVE -> record.isSourceLive();
            case RECEIVE_TIME -> TimestampData.fromEpochMillis(record.receiveTime());
            case KEY_SIZE -> size(record.keySize());
            case VALUE_SIZE -> size(record.valueSize());
            case ROW_INDEX -> rowIndex;
        };
    }

    private PartitionFields partition(RecordView record) {
        int index = record.partitionIndex();
        if (index >= partitions.length) {
            partitions = Arrays.copyOf(partitions, index + 1);
        }
        PartitionFields known = partitions[index];
        PartitionId id = record.partitionId();
        if (known == null || known.id != id) {
            known =
                    new PartitionFields(
                            id, StringData.fromBytes(id.topic().getBytes(UTF_8)), id.partition());
            partitions[index] = known;
        }
        return known;
    }

    private static Integer size(int size) {
        return size == RecordView.NULL_SIZE ? null : (Integer) size;
    }

    private static GenericMapData headerMap(List<Header> headers) {
        var map = new HashMap<StringData, byte[]>();
        for (Header header : headers) {
            map.put(StringData.fromString(header.key()), header.value());
        }
        return new GenericMapData(map);
    }

    private static GenericArrayData headerList(List<Header> headers) {
        var rows = new Object[headers.size()];
        for (int i = 0; i < rows.length; i++) {
            Header header = headers.get(i);
            rows[i] = GenericRowData.of(StringData.fromString(header.key()), header.value());
        }
        return new GenericArrayData(rows);
    }
}
