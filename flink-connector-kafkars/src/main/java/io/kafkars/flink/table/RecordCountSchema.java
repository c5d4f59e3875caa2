// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** A row with a 1 for each record, to be added up; nothing is read from the record. */
final class RecordCountSchema implements RecordDeserializationSchema<RowData> {

    private static final long serialVersionUID = 1L;
    private static final Long ONE = 1L;

    private final TypeInformation<RowData> producedType;

    RecordCountSchema(TypeInformation<RowData> producedType) {
        this.producedType = producedType;
    }

    @Override
    public void deserialize(RecordView record, Collector<RowData> out) {
        out.collect(GenericRowData.of(ONE));
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return producedType;
    }
}
