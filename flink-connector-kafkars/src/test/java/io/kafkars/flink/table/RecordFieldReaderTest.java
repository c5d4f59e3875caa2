// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.columns.TimestampType;
import io.kafkars.merge.PartitionProgress;
import io.kafkars.merge.RecordView;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Set;

import static io.kafkars.testing.RecordViews.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The fields of a record, as rows of a table have them. */
class RecordFieldReaderTest {

    private final RecordFieldReader reader = new RecordFieldReader();

    private Object read(RecordField field, RecordView record) {
        return reader.read(field, record, 2);
    }

    @Test
    void aFieldHasTheRecordsValue() {
        RecordView record =
                record("events", 3, 42)
                        .key("k")
                        .value("abc")
                        .timestamp(5)
                        .leaderEpoch(7)
                        .receiveTime(9)
                        .live()
                        .sourceLive()
                        .build();

        assertThat(read(RecordField.KEY, record)).isEqualTo("k".getBytes(UTF_8));
        assertThat(read(RecordField.VALUE, record)).isEqualTo("abc".getBytes(UTF_8));
        assertThat(read(RecordField.TOPIC, record)).isEqualTo(StringData.fromString("events"));
        assertThat(read(RecordField.PARTITION, record)).isEqualTo(3);
        assertThat(read(RecordField.OFFSET, record)).isEqualTo(42L);
        assertThat(read(RecordField.TIMESTAMP, record)).isEqualTo(TimestampData.fromEpochMillis(5));
        assertThat(read(RecordField.LEADER_EPOCH, record)).isEqualTo(7);
        assertThat(read(RecordField.RECEIVE_TIME, record))
                .isEqualTo(TimestampData.fromEpochMillis(9));
        assertThat(read(RecordField.IS_LIVE, record)).isEqualTo(true);
        assertThat(read(RecordField.SOURCE_IS_LIVE, record)).isEqualTo(true);
        assertThat(read(RecordField.KEY_SIZE, record)).isEqualTo(1);
        assertThat(read(RecordField.VALUE_SIZE, record)).isEqualTo(3);
        assertThat(read(RecordField.ROW_INDEX, record)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aFieldIsNullOnlyIfItsTypeAllowsIt(RecordField field) {
        Object value = read(field, record("events", 0, 0).build());

        assertThat(value == null).isEqualTo(field.type().getLogicalType().isNullable());
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, NoTimestampType",
        "CREATE_TIME, CreateTime",
        "LOG_APPEND_TIME, LogAppendTime"
    })
    void aTimestampTypeHasTheNameThatKafkaGivesIt(TimestampType type, String name) {
        assertThat(
                        read(
                                RecordField.TIMESTAMP_TYPE,
                                record("events", 0, 0).timestamp(5, type).build()))
                .isEqualTo(StringData.fromString(name));
    }

    @Test
    void ofHeadersWithTheSameKeyTheMapHasTheLastAndTheListAll() {
        RecordView record =
                record("events", 0, 0)
                        .header("a", (byte) 1)
                        .header("a", (byte) 2)
                        .header("b", (byte[]) null)
                        .build();

        var map = (MapData) read(RecordField.HEADERS, record);
        assertThat(map.size()).isEqualTo(2);
        int a = map.keyArray().getString(0).toString().equals("a") ? 0 : 1;
        assertThat(map.valueArray().getBinary(a)).containsExactly(2);
        assertThat(map.valueArray().isNullAt(1 - a)).isTrue();
        var list = (ArrayData) read(RecordField.HEADER_LIST, record);
        assertThat(list.size()).isEqualTo(3);
        assertThat(list.getRow(0, 2).getBinary(1)).containsExactly(1);
        assertThat(list.getRow(2, 2).getString(0)).isEqualTo(StringData.fromString("b"));
    }

    @Test
    void recordsOfAPartitionShareItsNameUntilItsIndexHasAnotherPartition() {
        RecordView first = record("events", 0, 0).partitionIndex(4).build();
        Object name = read(RecordField.TOPIC, first);

        assertThat(read(RecordField.TOPIC, first)).isSameAs(name);
        assertThat(read(RecordField.TOPIC, record("metrics", 0, 0).partitionIndex(4).build()))
                .isEqualTo(StringData.fromString("metrics"));
    }

    @Test
    void onlyTheEventTimeOfARecordWithoutTimestampIsNotNull() {
        var stamped = record("events", 0, 0).timestamp(-5).build();
        assertThat(read(RecordField.TIMESTAMP, stamped)).isEqualTo(millis(-5));
        assertThat(read(RecordField.RAW_TIMESTAMP, stamped)).isEqualTo(millis(-5));
        assertThat(read(RecordField.EVENT_TIME, stamped)).isEqualTo(millis(-5));

        var unstamped = record("events", 0, 1).mergeKey(7).build();
        assertThat(read(RecordField.TIMESTAMP, unstamped)).isNull();
        assertThat(read(RecordField.RAW_TIMESTAMP, unstamped)).isNull();
        assertThat(read(RecordField.EVENT_TIME, unstamped)).isEqualTo(millis(7));

        var first = record("events", 0, 2).mergeKey(PartitionProgress.NO_KEY).build();
        assertThat(read(RecordField.EVENT_TIME, first)).as("epoch 0").isEqualTo(millis(0));
    }

    private static TimestampData millis(long epochMillis) {
        return TimestampData.fromEpochMillis(epochMillis);
    }

    @Test
    void aFieldIsAColumnOrMetadataOrBoth() {
        assertThat(RecordField.column("key")).contains(RecordField.KEY);
        assertThat(RecordField.metadata("key")).isEmpty();
        assertThat(RecordField.column("offset")).contains(RecordField.OFFSET);
        assertThat(RecordField.metadata("offset")).contains(RecordField.OFFSET);
        assertThat(RecordField.column("header-list")).isEmpty();
        assertThat(RecordField.metadata("header-list")).contains(RecordField.HEADER_LIST);
        assertThat(Set.of(RecordField.values()))
                .allMatch(field -> field.isColumn() || field.isMetadata());
    }
}
