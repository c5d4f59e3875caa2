// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.deserializer.DescribedSchema;
import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** A row of fields of the record for each record; nothing is decoded. */
final class RecordRowSchema implements RecordDeserializationSchema<RowData>, DescribedSchema {

    private static final long serialVersionUID = 1L;

    private final RecordField[] fields;
    private final RequiredColumns required;
    private final TypeInformation<RowData> producedType;
    private transient RecordFieldReader reader;

    /**
     * @param fields of the row, in their order
     * @param required those that must not be NULL
     */
    RecordRowSchema(
            RecordField[] fields, RequiredColumns required, TypeInformation<RowData> producedType) {
        this.fields = fields.clone();
        this.required = required;
        this.producedType = producedType;
    }

    @Override
    public void deserialize(RecordView record, Collector<RowData> out) {
        if (reader == null) {
            reader = new RecordFieldReader();
        }
        var row = new GenericRowData(fields.length);
        for (int i = 0; i < fields.length; i++) {
            row.setField(i, reader.read(fields[i], record, 0));
        }
        String problem = required.problem(row, record, false);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        out.collect(row);
    }

    @Override
    public String expected() {
        return DescribedSchema.typeOf(producedType) + ", the fields of the record";
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return producedType;
    }
}
