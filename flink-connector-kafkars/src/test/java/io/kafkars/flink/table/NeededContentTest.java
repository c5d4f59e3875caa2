// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.fetch.RecordContent;
import io.kafkars.validation.Problems;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The parts of a record that a query of a table without a format needs. */
class NeededContentTest {

    private static final DataType TYPE =
            DataTypes.ROW(
                    DataTypes.FIELD("offset", DataTypes.BIGINT()),
                    DataTypes.FIELD("value", DataTypes.BYTES()),
                    DataTypes.FIELD("key", DataTypes.BYTES()));

    private static final ProducedRow ALL = ProducedRow.of(TYPE);

    @Test
    void aCountNeedsNothing() {
        assertThat(content(ProducedRow.count(DataTypes.ROW(DataTypes.BIGINT()))))
                .isEqualTo(new RecordContent(false, false, false));
        assertThat(content(ALL.withColumns(List.of(), DataTypes.ROW())))
                .isEqualTo(new RecordContent(false, false, false));
    }

    @Test
    void selectedColumnsAreNeeded() {
        assertThat(content(ALL)).isEqualTo(new RecordContent(true, true, false));
        assertThat(content(ALL.withColumns(List.of(0), TYPE)))
                .isEqualTo(new RecordContent(false, false, false));
        assertThat(content(ALL.withColumns(List.of(2, 0), TYPE)))
                .isEqualTo(new RecordContent(true, false, false));
    }

    @Test
    void aSizeNeedsItsContentAndHeadersNeedHeaders() {
        var offsets = ALL.withColumns(List.of(0), TYPE);
        assertThat(content(offsets.withMetadata(List.of("key-size"), TYPE)))
                .isEqualTo(new RecordContent(true, false, false));
        assertThat(content(offsets.withMetadata(List.of("value-size", "headers"), TYPE)))
                .isEqualTo(new RecordContent(false, true, true));
        assertThat(content(offsets.withMetadata(List.of("timestamp", "is-live"), TYPE)))
                .isEqualTo(new RecordContent(false, false, false));
    }

    private static RecordContent content(ProducedRow row) {
        return RecordLayout.of(TYPE, new Problems()).content(row);
    }
}
