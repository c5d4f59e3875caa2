package io.kafkars.flink.table;

import io.kafkars.consumer.RecordContent;
import io.kafkars.validation.Problems;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Only what is selected is copied from the client's buffers. */
class ScanContentTest {

    private static final DataType TYPE =
            DataTypes.ROW(
                    DataTypes.FIELD("offset", DataTypes.BIGINT()),
                    DataTypes.FIELD("value", DataTypes.BYTES()),
                    DataTypes.FIELD("key", DataTypes.BYTES()));

    @Test
    void aCountNeedsNothing() {
        var all = ScanPlan.all(TYPE);
        assertThat(content(all.countingRecords(DataTypes.ROW(DataTypes.BIGINT()))))
                .isEqualTo(new RecordContent(false, false, false));
        assertThat(content(all.withColumns(List.of(), DataTypes.ROW())))
                .isEqualTo(new RecordContent(false, false, false));
    }

    @Test
    void whatIsSelectedIsCopied() {
        var all = ScanPlan.all(TYPE);
        assertThat(content(all)).isEqualTo(new RecordContent(true, true, false));
        assertThat(content(all.withColumns(List.of(0), TYPE)))
                .isEqualTo(new RecordContent(false, false, false));
        assertThat(content(all.withColumns(List.of(2, 0), TYPE)))
                .isEqualTo(new RecordContent(true, false, false));
    }

    @Test
    void sizesAndHeadersNeedWhatTheyAreOf() {
        var offsets = ScanPlan.all(TYPE).withColumns(List.of(0), TYPE);
        assertThat(content(offsets.withMetadata(List.of("key-size"), TYPE)))
                .isEqualTo(new RecordContent(true, false, false));
        assertThat(content(offsets.withMetadata(List.of("value-size", "headers"), TYPE)))
                .isEqualTo(new RecordContent(false, true, true));
        assertThat(content(offsets.withMetadata(List.of("timestamp", "is-live"), TYPE)))
                .isEqualTo(new RecordContent(false, false, false));
    }

    private static RecordContent content(ScanPlan plan) {
        return RecordColumns.of(TYPE, new Problems()).content(plan);
    }
}
