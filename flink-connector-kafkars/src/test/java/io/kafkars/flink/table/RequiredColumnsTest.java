// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.table.RequiredColumns.Origin;
import io.kafkars.merge.RecordView;

import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.kafkars.testing.RecordViews.record;
import static org.apache.flink.table.api.DataTypes.ARRAY;
import static org.apache.flink.table.api.DataTypes.BYTES;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.MAP;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.assertj.core.api.Assertions.assertThat;

/** What is said about a NULL in a column that is NOT NULL. */
class RequiredColumnsTest {

    private static final LogicalType REQUIRED = INT().notNull().getLogicalType();
    private static final RecordView RECORD = record("t", 0, 42).key("k").value("v").build();
    private static final RecordView EMPTY = record("t", 0, 43).build();

    @Test
    void nothingIsCheckedIfAllColumnsMayBeNull() {
        var none = new RequiredColumns.Builder().add(0, "a", INT().getLogicalType(), Origin.VALUE);

        assertThat(none.build()).isSameAs(RequiredColumns.NONE);
    }

    @Test
    void theColumnAndItsOriginAreNamed() {
        assertThat(problem(Origin.VALUE, RECORD, false))
                .isEqualTo(
                        "column 'a' is NOT NULL and decoded from the value, but the value gives"
                                + " NULL for it");
        assertThat(problem(Origin.VALUE, EMPTY, false)).endsWith("but the record is a tombstone");
        assertThat(problem(Origin.KEY, RECORD, true))
                .isEqualTo(
                        "column 'a' is NOT NULL and decoded from the key, but the key gives NULL"
                                + " for it");
        assertThat(problem(Origin.KEY, RECORD, false))
                .endsWith("but the record has a key that gives no row");
        assertThat(problem(Origin.KEY, EMPTY, false)).endsWith("but the record has no key");
        assertThat(problem(Origin.METADATA, RECORD, false))
                .isEqualTo(
                        "column 'a' is metadata that was declared NOT NULL, but the record has"
                                + " NULL");
    }

    @Test
    void aFieldInsideAColumnIsNamedByItsPath() {
        var required =
                new RequiredColumns.Builder()
                        .add(0, "b", INT().getLogicalType(), Origin.VALUE)
                        .add(1, "a", ARRAY(INT().notNull()).getLogicalType(), Origin.VALUE)
                        .build();
        var elements = new GenericArrayData(new Object[] {1, null});

        assertThat(required.problem(GenericRowData.of(null, elements), RECORD, false))
                .startsWith("field 'a[1]' is NOT NULL");
        assertThat(required.problem(GenericRowData.of(null, null), RECORD, false)).isNull();
    }

    /** The planner asks a source for the type that it lists, and casts its values afterwards. */
    @Test
    void metadataMustBeWhatTheTableDeclares() {
        LogicalType headers = MAP(STRING(), BYTES()).notNull().getLogicalType();
        LogicalType strict = MAP(STRING(), BYTES().notNull()).notNull().getLogicalType();
        assertThat(metadata(INT().getLogicalType(), REQUIRED)).isEqualTo("m");
        assertThat(metadata(INT().getLogicalType(), STRING().notNull().getLogicalType()))
                .isEqualTo("m");
        assertThat(metadata(INT().getLogicalType(), INT().getLogicalType())).isNull();
        assertThat(metadata(headers, headers)).isEqualTo("m");
        var withNull = new HashMap<Object, Object>();
        withNull.put(StringData.fromString("h"), null);
        var row = GenericRowData.of(new GenericMapData(withNull));
        assertThat(required(headers, strict).problem(row, RECORD, false))
                .startsWith("field 'm.values[0]' is metadata");
        assertThat(required(headers, headers).problem(row, RECORD, false)).isNull();
    }

    private static String metadata(LogicalType type, LogicalType declared) {
        String problem =
                required(type, declared).problem(GenericRowData.of((Object) null), RECORD, false);
        return problem == null ? null : problem.substring(8, problem.indexOf('\'', 8));
    }

    private static RequiredColumns required(LogicalType type, LogicalType declared) {
        return new RequiredColumns.Builder()
                .addMetadata(0, List.of("m"), List.of(type), Map.of("m", declared))
                .build();
    }

    private static String problem(Origin origin, RecordView record, boolean hasKeyRow) {
        return new RequiredColumns.Builder()
                .add(0, "a", REQUIRED, origin)
                .build()
                .problem(GenericRowData.of((Object) null), record, hasKeyRow);
    }
}
