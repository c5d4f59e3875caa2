// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.fetch.RecordContent;
import io.kafkars.flink.format.FilterableDecodingFormat;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A table of three columns: the first from the key, the others from the value. */
class DecodedLayoutTest {

    private static final DataType TYPE =
            DataTypes.ROW(
                    DataTypes.FIELD("k_id", DataTypes.INT()),
                    DataTypes.FIELD("a", DataTypes.INT()),
                    DataTypes.FIELD("b", DataTypes.INT()));

    private static final ProducedRow ALL = ProducedRow.of(TYPE);

    /** Accepts every filter, and has metadata. */
    private static final class FakeFormat
            implements DecodingFormat<DeserializationSchema<RowData>>, FilterableDecodingFormat {

        @Override
        public SupportsFilterPushDown.Result applyFilters(List<ResolvedExpression> filters) {
            return SupportsFilterPushDown.Result.of(filters, List.of());
        }

        @Override
        public DeserializationSchema<RowData> createRuntimeDecoder(
                DynamicTableSource.Context context, DataType type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChangelogMode getChangelogMode() {
            return ChangelogMode.insertOnly();
        }

        @Override
        public Map<String, DataType> listReadableMetadata() {
            return Map.of("schema", DataTypes.STRING());
        }
    }

    private final DecodedLayout layout =
            new DecodedLayout(
                    TYPE,
                    new DecodedLayout.Content(new FakeFormat(), "fake", List.of(0), "k_"),
                    new DecodedLayout.Content(new FakeFormat(), "fake", List.of(1, 2), ""),
                    false);

    private static ResolvedExpression column(String name, int index) {
        return new FieldReferenceExpression(name, DataTypes.INT(), 0, index);
    }

    @Test
    void theValueIsAlwaysNeededAndTheKeyOnlyForItsColumns() {
        assertThat(layout.content(ALL)).isEqualTo(new RecordContent(true, true, false));
        assertThat(layout.content(ALL.withColumns(List.of(1), TYPE)))
                .isEqualTo(new RecordContent(false, true, false));
        assertThat(layout.content(ALL.withColumns(List.of(), TYPE)))
                .isEqualTo(new RecordContent(false, true, false));
        assertThat(
                        layout.content(
                                ALL.withColumns(List.of(), TYPE)
                                        .withMetadata(List.of("key-size", "headers"), TYPE)))
                .isEqualTo(new RecordContent(true, true, true));
    }

    @Test
    void theFormatGetsFiltersOnColumnsOfTheValue() {
        assertThat(
                        layout.valueFilters(
                                List.of(column("k_id", 0), column("a", 1), column("b", 2)), ALL))
                .containsExactly(column("a", 1), column("b", 2));
    }

    @Test
    void theIndexOfAFilteredColumnIsThatOfTheProducedRow() {
        ProducedRow row =
                ALL.withColumns(List.of(2, 0), TYPE).withMetadata(List.of("offset"), TYPE);
        assertThat(
                        layout.valueFilters(
                                List.of(column("b", 0), column("k_id", 1), column("offset", 2)),
                                row))
                .containsExactly(column("b", 0));
    }

    @Test
    void theFormatGetsNoFilterIfRowsAreCounted() {
        assertThat(
                        layout.valueFilters(
                                List.of(column("a", 1)),
                                ALL.withMetadata(List.of("row-index"), TYPE)))
                .isEmpty();
    }

    @Test
    void metadataOfTheFormatHasAPrefix() {
        assertThat(layout.formatMetadata())
                .containsExactlyEntriesOf(Map.of("value.schema", DataTypes.STRING()));
        assertThat(layout.recordField(1)).isEmpty();
    }

    @Test
    void theTimestampIsTheEventTimeOnlyWhereItIsTheTimeAttribute() {
        assertThat(layout.metadataField("timestamp")).contains(RecordField.TIMESTAMP);

        TableLayout timed = layout.withTimeAttribute();
        assertThat(timed.metadataField("timestamp")).contains(RecordField.EVENT_TIME);
        assertThat(timed.metadataField("raw-timestamp")).contains(RecordField.RAW_TIMESTAMP);
        assertThat(timed.metadataField("event-time")).contains(RecordField.EVENT_TIME);
    }
}
