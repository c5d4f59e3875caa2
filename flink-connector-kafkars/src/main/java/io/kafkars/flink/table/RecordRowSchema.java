package io.kafkars.flink.table;

import io.kafkars.flink.deserializer.RecordDeserializationSchema;
import io.kafkars.merge.RecordView;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** One row for each record, of the record's own fields and metadata; nothing is decoded. */
final class RecordRowSchema implements RecordDeserializationSchema<RowData> {

    private static final long serialVersionUID = 1L;

    private final RecordColumn[] columns;
    private final TypeInformation<RowData> producedType;
    private transient RecordFields fields;

    /**
     * @param columns of the row, in their order
     */
    RecordRowSchema(RecordColumn[] columns, TypeInformation<RowData> producedType) {
        this.columns = columns.clone();
        this.producedType = producedType;
    }

    @Override
    public void deserialize(RecordView record, Collector<RowData> out) {
        if (fields == null) {
            fields = new RecordFields();
        }
        var row = new GenericRowData(columns.length);
        for (int i = 0; i < columns.length; i++) {
            row.setField(i, fields.read(columns[i], record, 0));
        }
        out.collect(row);
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return producedType;
    }
}
