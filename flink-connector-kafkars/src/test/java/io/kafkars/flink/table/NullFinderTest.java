// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;

import java.util.HashMap;

import static org.apache.flink.table.api.DataTypes.ARRAY;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.MAP;
import static org.apache.flink.table.api.DataTypes.MULTISET;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.assertj.core.api.Assertions.assertThat;

/** Where a NULL that a type does not allow is found inside a value. */
class NullFinderTest {

    private static final DataType REQUIRED = INT().notNull();

    @Test
    void aTypeThatAllowsNullEverywhereNeedsNoSearch() {
        assertThat(finder(INT())).isNull();
        assertThat(finder(REQUIRED)).isNull();
        assertThat(finder(ROW(FIELD("a", INT()), FIELD("b", ARRAY(STRING()))))).isNull();
        assertThat(finder(MAP(STRING(), INT()))).isNull();
        assertThat(finder(MULTISET(STRING()))).isNull();
    }

    @Test
    void fieldsOfRowsInRowsAreFoundByTheirPath() throws Exception {
        var finder = finder(ROW(FIELD("a", INT()), FIELD("in", ROW(FIELD("b", REQUIRED)))));

        assertThat(finder.find(GenericRowData.of(1, GenericRowData.of(2)))).isNull();
        assertThat(finder.find(GenericRowData.of(null, null))).isNull();
        assertThat(finder.find(GenericRowData.of(1, GenericRowData.of((Object) null))))
                .isEqualTo(".in.b");
        assertThat(
                        InstantiationUtil.clone(finder)
                                .find(GenericRowData.of(1, GenericRowData.of((Object) null))))
                .isEqualTo(".in.b");
    }

    @Test
    void elementsOfArraysAreFoundByTheirIndex() {
        assertThat(finder(ARRAY(REQUIRED)).find(array(1, 2, null))).isEqualTo("[2]");
        assertThat(finder(ARRAY(REQUIRED)).find(array(1, 2))).isNull();
        assertThat(finder(ARRAY(REQUIRED)).find(new GenericArrayData(new int[] {1, 2}))).isNull();
        var rows = finder(ARRAY(ROW(FIELD("id", REQUIRED))));
        assertThat(rows.find(array(GenericRowData.of(1), null, GenericRowData.of((Object) null))))
                .isEqualTo("[2].id");
        assertThat(finder(ARRAY(ARRAY(REQUIRED))).find(array(array(1), array(2, null))))
                .isEqualTo("[1][1]");
    }

    @Test
    void keysAndValuesOfMapsAreFound() {
        var both = finder(MAP(STRING().notNull(), REQUIRED));
        assertThat(both.find(map("k", 1))).isNull();
        assertThat(both.find(map("k", null))).isEqualTo(".values[0]");
        assertThat(both.find(map(null, 1))).isEqualTo(".keys[0]");
        assertThat(finder(MAP(STRING(), REQUIRED)).find(map(null, 1))).isNull();
        assertThat(finder(MAP(STRING().notNull(), INT())).find(map("k", null))).isNull();
        assertThat(finder(MULTISET(STRING().notNull())).find(map(null, 1))).isEqualTo(".keys[0]");
    }

    private static NullFinder finder(DataType type) {
        return NullFinder.inside(type.getLogicalType());
    }

    private static GenericArrayData array(Object... elements) {
        return new GenericArrayData(elements);
    }

    private static GenericMapData map(String key, Integer value) {
        var map = new HashMap<StringData, Integer>();
        map.put(StringData.fromString(key), value);
        return new GenericMapData(map);
    }
}
