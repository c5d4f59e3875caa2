// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import io.kafkars.flink.arrow.ArrowBatchFunction;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.Collector;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

import java.io.IOException;
import java.util.List;

/**
 * Builds a row from each row of an Arrow batch that all filters accept. The filters read the
 * vectors, so that no row is built in vain. Columns match by name; those that the row type lacks
 * are skipped.
 */
@Internal
record RowBuilder(RowType rowType, List<ColumnFilter> filters, boolean failOnMissingField)
        implements ArrowBatchFunction<RowData> {

    @Override
    public void apply(
            VectorSchemaRoot batch, DictionaryProvider dictionaries, Collector<RowData> out)
            throws IOException {
        var values = new ValueReaders(dictionaries);
        ValueReader[] tests = new ValueReader[filters.size()];
        for (int i = 0; i < tests.length; i++) {
            ColumnFilter filter = filters.get(i);
            tests[i] = values.of(column(batch, filter.column()), filter.type(), filter.column());
        }
        ValueReader[] columns = new ValueReader[rowType.getFieldCount()];
        for (int i = 0; i < columns.length; i++) {
            String name = rowType.getFieldNames().get(i);
            columns[i] = values.of(column(batch, name), rowType.getTypeAt(i), name);
        }
        for (int row = 0; row < batch.getRowCount(); row++) {
            if (passes(tests, row)) {
                out.collect(row(columns, row));
            }
        }
    }

    private FieldVector column(VectorSchemaRoot batch, String name) throws IOException {
        FieldVector vector = batch.getVector(name);
        if (vector == null && failOnMissingField) {
            throw new IOException(
                    String.format(
                            "Expected an Arrow column '%s', found only %s. If it may be missing,"
                                    + " turn off 'arrow.%s'.",
                            name,
                            batch.getSchema().getFields(),
                            ArrowFormatOptions.FAIL_ON_MISSING_FIELD.key()));
        }
        return vector;
    }

    private boolean passes(ValueReader[] tests, int row) {
        for (int i = 0; i < tests.length; i++) {
            if (!filters.get(i).accepts(tests[i].read(row))) {
                return false;
            }
        }
        return true;
    }

    private static RowData row(ValueReader[] columns, int row) {
        var built = new GenericRowData(columns.length);
        for (int i = 0; i < columns.length; i++) {
            built.setField(i, columns[i].read(row));
        }
        return built;
    }
}
