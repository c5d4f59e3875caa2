// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.table.RequiredColumns.Origin;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.kafkars.testing.RecordViews.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How rows of keys and values become rows of a table. */
class DecodedRowSchemaTest {

    /** A format that gives a row of one column for each word, and a null row for "null". */
    private static class Words implements DeserializationSchema<RowData> {
        boolean opened;

        @Override
        public void open(InitializationContext context) {
            opened = true;
        }

        @Override
        public RowData deserialize(byte[] bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deserialize(byte[] bytes, Collector<RowData> out) {
            if (bytes == null) {
                return;
            }
            for (String word : new String(bytes, UTF_8).split(" ")) {
                if (word.isEmpty()) {
                    continue;
                }
                boolean deletes = word.startsWith("-");
                out.collect(
                        word.equals("null")
                                ? null
                                : GenericRowData.ofKind(
                                        deletes ? RowKind.DELETE : RowKind.INSERT,
                                        StringData.fromString(deletes ? word.substring(1) : word)));
            }
        }

        @Override
        public boolean isEndOfStream(RowData row) {
            return false;
        }

        @Override
        public TypeInformation<RowData> getProducedType() {
            return Types.GENERIC(RowData.class);
        }
    }

    private static DecodedRowSchema.Part part(int target) {
        RowData.FieldGetter getter = RowData.createFieldGetter(VarCharType.STRING_TYPE, 0);
        return new DecodedRowSchema.Part(
                "words", new Words(), new RowData.FieldGetter[] {getter}, new int[] {target});
    }

    /** Rows of value, key, offset and row index, as text. */
    private static List<String> rows(DecodedRowSchema.Part key, RecordView record)
            throws Exception {
        return rows(key, RequiredColumns.NONE, record);
    }

    private static List<String> rows(
            DecodedRowSchema.Part key, RequiredColumns required, RecordView record)
            throws Exception {
        var schema =
                new DecodedRowSchema(
                        key,
                        part(0),
                        new RecordField[] {RecordField.OFFSET, RecordField.ROW_INDEX},
                        new int[] {2, 3},
                        4,
                        required,
                        Types.GENERIC(RowData.class));
        return emitted(schema, record).stream().map(Object::toString).toList();
    }

    private static List<RowData> emitted(DecodedRowSchema schema, RecordView record)
            throws Exception {
        var rows = new ArrayList<RowData>();
        schema.open(null);
        schema.deserialize(record, new ListCollector<>(rows));
        return rows;
    }

    @Test
    void theValueDecidesHowManyRowsThereAre() throws Exception {
        assertThat(rows(part(1), record("t", 0, 42).key("k").value("a b").build()))
                .containsExactly("+I(a,k,42,0)", "+I(b,k,42,1)");
        assertThat(rows(part(1), record("t", 0, 42).key("k").value("").build())).isEmpty();
        assertThat(rows(part(1), record("t", 0, 42).key("k").build())).isEmpty();
    }

    @Test
    void eachRowOfTheKeyIsCombinedWithEachOfTheValue() throws Exception {
        assertThat(rows(part(1), record("t", 0, 42).key("k l").value("a b").build()))
                .containsExactly("+I(a,k,42,0)", "+I(a,l,42,1)", "+I(b,k,42,2)", "+I(b,l,42,3)");
    }

    @Test
    void withoutAKeyItsColumnsAreNull() throws Exception {
        assertThat(rows(part(1), record("t", 0, 42).value("a").build()))
                .containsExactly("+I(a,null,42,0)");
        assertThat(rows(part(1), record("t", 0, 42).key("").value("a").build()))
                .containsExactly("+I(a,null,42,0)");
        assertThat(rows(null, record("t", 0, 42).key("k").value("a").build()))
                .containsExactly("+I(a,null,42,0)");
    }

    @Test
    void aRequiredColumnOfTheKeyNeedsAKeyThatGivesARow() throws Exception {
        var required =
                new RequiredColumns.Builder()
                        .add(1, "id", VarCharType.STRING_TYPE.copy(false), Origin.KEY)
                        .build();
        assertThatThrownBy(() -> rows(part(1), required, record("t", 0, 42).value("a").build()))
                .hasMessage(
                        "column 'id' is NOT NULL and decoded from the key, but the record has no"
                                + " key");
        assertThatThrownBy(
                        () ->
                                rows(
                                        part(1),
                                        required,
                                        record("t", 0, 42).key("").value("a").build()))
                .hasMessageEndingWith("but the record has a key that gives no row");
        assertThat(rows(part(1), required, record("t", 0, 42).value("").build())).isEmpty();
    }

    /** A format that takes what its collector throws for an error of its own. */
    private static final class Lenient extends Words {
        @Override
        public void deserialize(byte[] bytes, Collector<RowData> out) {
            try {
                out.collect(GenericRowData.of(StringData.fromString("a")));
                out.collect(GenericRowData.of((Object) null));
                out.collect(GenericRowData.of(StringData.fromString("c")));
            } catch (RuntimeException e) {
                throw new AssertionError("nothing may be thrown inside the format", e);
            }
        }
    }

    @Test
    void nothingIsEmittedFromTheFirstNullOnAndTheFormatCannotHideIt() throws Exception {
        RowData.FieldGetter getter = RowData.createFieldGetter(VarCharType.STRING_TYPE, 0);
        var schema =
                new DecodedRowSchema(
                        null,
                        new DecodedRowSchema.Part(
                                "lenient",
                                new Lenient(),
                                new RowData.FieldGetter[] {getter},
                                new int[] {0}),
                        new RecordField[0],
                        new int[0],
                        1,
                        new RequiredColumns.Builder()
                                .add(0, "v", VarCharType.STRING_TYPE.copy(false), Origin.VALUE)
                                .build(),
                        Types.GENERIC(RowData.class));
        var rows = new ArrayList<RowData>();
        schema.open(null);
        RecordView record = record("t", 0, 42).value("x").build();

        assertThatThrownBy(() -> schema.deserialize(record, new ListCollector<>(rows)))
                .hasMessage(
                        "column 'v' is NOT NULL and decoded from the value, but the value gives"
                                + " NULL for it");
        assertThat(rows).hasSize(1);
    }

    @Test
    void theKindOfARowIsThatOfTheValue() throws Exception {
        assertThat(rows(part(1), record("t", 0, 42).key("-k").value("-a b").build()))
                .containsExactly("-D(a,k,42,0)", "+I(b,k,42,1)");
    }

    @Test
    void aRowThatAFormatCouldNotMakeIsSkipped() throws Exception {
        assertThat(rows(null, record("t", 0, 42).value("null a").build()))
                .containsExactly("+I(a,null,42,0)");
    }

    @Test
    void aRowOfTheValueAloneIsEmittedAsItIs() throws Exception {
        var row = new ArrayList<RowData>();
        var words =
                new Words() {
                    @Override
                    public void deserialize(byte[] bytes, Collector<RowData> out) {
                        row.add(GenericRowData.of(StringData.fromString("a")));
                        out.collect(row.get(0));
                    }
                };
        RowData.FieldGetter getter = RowData.createFieldGetter(VarCharType.STRING_TYPE, 0);
        var schema =
                new DecodedRowSchema(
                        null,
                        new DecodedRowSchema.Part(
                                "words", words, new RowData.FieldGetter[] {getter}, new int[] {0}),
                        new RecordField[0],
                        new int[0],
                        1,
                        RequiredColumns.NONE,
                        Types.GENERIC(RowData.class));

        assertThat(emitted(schema, record("t", 0, 42).value("x").build()).get(0))
                .isSameAs(row.get(0));
        assertThat(words.opened).isTrue();
    }
}
