// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.deserializer.DescribedSchema;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes rows from a record's value and key, as formats decode them, and from its metadata.
 *
 * <p>The value decides how many rows there are: none for a tombstone in most formats, several for a
 * format that packs them. If the key gives several rows, each is combined with each row of the
 * value. If there is no key, or the key gives no row, its columns are NULL. The kind of a row is
 * that of the value's row. A row with NULL in a column that is NOT NULL makes the record fail.
 */
final class DecodedRowSchema implements RecordDeserializationSchema<RowData>, DescribedSchema {

    private static final long serialVersionUID = 1L;

    /**
     * The decoder of a key or value, and where its fields go.
     *
     * @param format its name
     * @param decoder gives rows of the format
     * @param getters of the fields of these rows
     * @param targets index of each field in the row of the table, negative if it is not wanted
     */
    record Part(
            String format,
            DeserializationSchema<RowData> decoder,
            RowData.FieldGetter[] getters,
            int[] targets)
            implements Serializable {

        void copy(RowData from, GenericRowData to) {
            for (int i = 0; i < targets.length; i++) {
                if (targets[i] >= 0) {
                    to.setField(targets[i], getters[i].getFieldOrNull(from));
                }
            }
        }

        /** Whether a row of the format already is the row of the table. */
        boolean isWholeRow(int arity) {
            if (targets.length != arity) {
                return false;
            }
            for (int i = 0; i < arity; i++) {
                if (targets[i] != i) {
                    return false;
                }
            }
            return true;
        }
    }

    private final @Nullable Part key;
    private final Part value;
    private final RecordField[] metadata;
    private final int[] metadataTargets;
    private final int arity;
    private final RequiredColumns required;
    private final TypeInformation<RowData> producedType;
    private transient Rows rows;

    /**
     * @param key {@code null} if no column comes from it
     * @param metadata fields of the record itself
     * @param metadataTargets index of each of them in the row
     * @param arity number of columns
     * @param required columns that must not be NULL
     */
    DecodedRowSchema(
            @Nullable Part key,
            Part value,
            RecordField[] metadata,
            int[] metadataTargets,
            int arity,
            RequiredColumns required,
            TypeInformation<RowData> producedType) {
        this.key = key;
        this.value = value;
        this.metadata = metadata.clone();
        this.metadataTargets = metadataTargets.clone();
        this.arity = arity;
        this.required = required;
        this.producedType = producedType;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) throws Exception {
        if (key != null) {
            key.decoder.open(context);
        }
        value.decoder.open(context);
        rows = new Rows();
    }

    @Override
    public void deserialize(RecordView record, Collector<RowData> out) throws Exception {
        rows.start(record, out);
        value.decoder.deserialize(record.value(), rows);
        rows.finish();
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return producedType;
    }

    @Override
    public String expected() {
        return DescribedSchema.typeOf(producedType)
                + ", as read by "
                + (key == null
                        ? "format '" + value.format + "'"
                        : "format '"
                                + key.format
                                + "' of the key and format '"
                                + value.format
                                + "' of the value");
    }

    /**
     * Takes the rows of a record's value, and emits those of the table, as far as the first one
     * that has NULL where it must not. That is an error of the record only after the format has
     * returned: some formats catch what their collector throws, and call it a parse error.
     */
    private final class Rows implements Collector<RowData> {

        private final RecordFieldReader fields = new RecordFieldReader();
        private final List<RowData> keyRows = new ArrayList<>(1);
        private final Collector<RowData> keyCollector = new KeyCollector();
        private final boolean passThrough =
                key == null && metadata.length == 0 && value.isWholeRow(arity);
        private RecordView record;
        private Collector<RowData> out;
        private int index;
        private @Nullable String problem;

        void start(RecordView next, Collector<RowData> nextOut) throws Exception {
            record = next;
            out = nextOut;
            index = 0;
            problem = null;
            keyRows.clear();
            if (key != null && record.keySize() != RecordView.NULL_SIZE) {
                key.decoder.deserialize(record.key(), keyCollector);
            }
        }

        void finish() {
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
        }

        @Override
        public void collect(@Nullable RowData valueRow) {
            if (valueRow == null) {
                // JSON that is cut off gives null with 'ignore-parse-errors'.
                return;
            }
            if (passThrough) {
                checkAndCollect(valueRow, false);
            } else if (keyRows.isEmpty()) {
                emit(null, valueRow);
            } else {
                for (RowData keyRow : keyRows) {
                    emit(keyRow, valueRow);
                }
            }
        }

        private void emit(@Nullable RowData keyRow, RowData valueRow) {
            RowKind kind = valueRow.getRowKind();
            var row = new GenericRowData(kind, arity);
            if (keyRow != null) {
                key.copy(keyRow, row);
            }
            value.copy(valueRow, row);
            for (int i = 0; i < metadata.length; i++) {
                row.setField(metadataTargets[i], fields.read(metadata[i], record, index));
            }
            index++;
            checkAndCollect(row, keyRow != null);
        }

        private void checkAndCollect(RowData row, boolean hasKeyRow) {
            if (problem == null) {
                problem = required.problem(row, record, hasKeyRow);
            }
            if (problem == null) {
                out.collect(row);
            }
        }

        @Override
        public void close() {
            // Nothing ends with a record.
        }

        private final class KeyCollector implements Collector<RowData> {
            @Override
            public void collect(RowData keyRow) {
                keyRows.add(keyRow);
            }

            @Override
            public void close() {
                // Nothing ends with a key.
            }
        }
    }
}
