// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

import java.util.Arrays;
import java.util.Optional;

/** The fields of a record that can be columns of a table without a format, metadata, or both. */
enum RecordField {
    KEY("key", DataTypes.BYTES(), true, false),
    VALUE("value", DataTypes.BYTES(), true, false),
    TOPIC("topic", DataTypes.STRING().notNull(), true, true),
    PARTITION("partition", DataTypes.INT().notNull(), true, true),
    OFFSET("offset", DataTypes.BIGINT().notNull(), true, true),
    /** NULL if the record has none; {@link #EVENT_TIME} where it is the table's time attribute. */
    TIMESTAMP("timestamp", DataTypes.TIMESTAMP_LTZ(3), true, true),
    /** NULL if the record has none, also where the timestamp is the table's time attribute. */
    RAW_TIMESTAMP("raw-timestamp", DataTypes.TIMESTAMP_LTZ(3), false, true),
    /** The timestamp, the merge key of a record that has none, or else epoch 0. */
    EVENT_TIME("event-time", DataTypes.TIMESTAMP_LTZ(3).notNull(), false, true),
    TIMESTAMP_TYPE("timestamp-type", DataTypes.STRING().notNull(), false, true),
    /** Of several headers with the same key, the last. */
    HEADERS("headers", DataTypes.MAP(DataTypes.STRING(), DataTypes.BYTES()).notNull(), false, true),
    HEADER_LIST(
            "header-list",
            DataTypes.ARRAY(
                            DataTypes.ROW(
                                    DataTypes.FIELD("key", DataTypes.STRING()),
                                    DataTypes.FIELD("value", DataTypes.BYTES())))
                    .notNull(),
            false,
            true),
    LEADER_EPOCH("leader-epoch", DataTypes.INT(), false, true),
    IS_LIVE("is-live", DataTypes.BOOLEAN().notNull(), false, true),
    SOURCE_IS_LIVE("source-is-live", DataTypes.BOOLEAN().notNull(), false, true),
    RECEIVE_TIME("receive-time", DataTypes.TIMESTAMP_LTZ(9).notNull(), false, true),
    KEY_SIZE("key-size", DataTypes.INT(), false, true),
    VALUE_SIZE("value-size", DataTypes.INT(), false, true),
    /** Position among the rows of one record, from 0. */
    ROW_INDEX("row-index", DataTypes.INT().notNull(), false, true);

    private final String key;
    private final DataType type;
    private final boolean column;
    private final boolean metadata;

    RecordField(String key, DataType type, boolean column, boolean metadata) {
        this.key = key;
        this.type = type;
        this.column = column;
        this.metadata = metadata;
    }

    /** Name of the column, and key of the metadata. */
    String key() {
        return key;
    }

    DataType type() {
        return type;
    }

    /** Whether it can be a column of a table without a format. */
    boolean isColumn() {
        return column;
    }

    /** Whether it can be a metadata column. */
    boolean isMetadata() {
        return metadata;
    }

    static Optional<RecordField> column(String name) {
        return Arrays.stream(values())
                .filter(field -> field.column && field.key.equals(name))
                .findFirst();
    }

    static Optional<RecordField> metadata(String key) {
        return Arrays.stream(values())
                .filter(field -> field.metadata && field.key.equals(key))
                .findFirst();
    }
}
