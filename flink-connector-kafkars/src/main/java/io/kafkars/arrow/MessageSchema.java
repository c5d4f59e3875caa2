// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.arrow;

import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The schema of message batches: one row for each record. */
public final class MessageSchema {

    static final String KEY = "key";
    static final String VALUE = "value";
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";
    static final String TIMESTAMP = "timestamp";
    static final String HEADERS = "headers";
    static final String TIMESTAMP_TYPE = "timestamp_type";
    static final String LEADER_EPOCH = "leader_epoch";

    static final ArrowType MILLIS_UTC = new ArrowType.Timestamp(TimeUnit.MILLISECOND, "UTC");
    static final ArrowType INT_32 = new ArrowType.Int(32, true);
    static final ArrowType INT_64 = new ArrowType.Int(64, true);

    /**
     * The columns that are always there: {@code key} and {@code value}, binary and nullable; {@code
     * topic}, utf8; {@code partition}, int32; {@code offset}, int64; {@code timestamp}, in
     * milliseconds and UTC, nullable.
     *
     * <p>A record without a timestamp has null, unlike in kafkars' Python client, whose column is
     * not nullable and has -1: what reads the batches would take that for a time in 1969.
     */
    public static final Schema MESSAGE = of(Set.of());

    private MessageSchema() {}

    /** The columns of {@link #MESSAGE}, followed by these in the order of the enum. */
    public static Schema of(Set<MessageColumn> further) {
        var fields =
                new ArrayList<>(
                        List.of(
                                Field.nullable(KEY, ArrowType.Binary.INSTANCE),
                                Field.nullable(VALUE, ArrowType.Binary.INSTANCE),
                                Field.notNullable(TOPIC, ArrowType.Utf8.INSTANCE),
                                Field.notNullable(PARTITION, INT_32),
                                Field.notNullable(OFFSET, INT_64),
                                Field.nullable(TIMESTAMP, MILLIS_UTC)));
        for (MessageColumn column : MessageColumn.values()) {
            if (further.contains(column)) {
                fields.add(field(column));
            }
        }
        return new Schema(fields);
    }

    private static Field field(MessageColumn column) {
        return switch (column) {
            case HEADERS -> headers();
            case TIMESTAMP_TYPE -> Field.notNullable(TIMESTAMP_TYPE, ArrowType.Utf8.INSTANCE);
            case LEADER_EPOCH -> Field.nullable(LEADER_EPOCH, INT_32);
        };
    }

    private static Field headers() {
        var header =
                new Field(
                        "item",
                        FieldType.notNullable(ArrowType.Struct.INSTANCE),
                        List.of(
                                Field.notNullable(KEY, ArrowType.Utf8.INSTANCE),
                                Field.nullable(VALUE, ArrowType.Binary.INSTANCE)));
        return new Field(HEADERS, FieldType.notNullable(ArrowType.List.INSTANCE), List.of(header));
    }
}
