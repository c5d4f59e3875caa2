package io.kafkars.flink.table;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;

import javax.annotation.Nullable;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the planner has asked of a scan; immutable and equal by value.
 *
 * @param columns indexes of the physical columns to produce, in their order
 * @param metadataKeys metadata to produce behind them
 * @param producedType type of the rows
 * @param watermarkStrategy the user's, {@code null} for the watermarks of the source
 * @param sourceWatermark whether the table's watermark is that of the source
 * @param predicate what filters demand of the record itself
 * @param valueFilters what the format of the value leaves out, on columns by name
 * @param limit most rows that are needed
 * @param countsRecords whether a row is no more than a one for each record, to be summed up
 */
record ScanPlan(
        List<Integer> columns,
        List<String> metadataKeys,
        DataType producedType,
        @Nullable WatermarkStrategy<RowData> watermarkStrategy,
        boolean sourceWatermark,
        ScanPredicate predicate,
        List<ResolvedExpression> valueFilters,
        long limit,
        boolean countsRecords) {

    ScanPlan {
        columns = List.copyOf(columns);
        metadataKeys = List.copyOf(metadataKeys);
        valueFilters = List.copyOf(valueFilters);
    }

    /** Everything, as the table is declared, without its metadata. */
    static ScanPlan all(DataType physicalType) {
        int arity = DataType.getFieldCount(physicalType);
        return new ScanPlan(
                IntStream.range(0, arity).boxed().toList(),
                List.of(),
                physicalType,
                null,
                false,
                ScanPredicate.ALL,
                List.of(),
                Long.MAX_VALUE,
                false);
    }

    ScanPlan withColumns(List<Integer> physical, DataType type) {
        return new ScanPlan(
                physical,
                metadataKeys,
                type,
                watermarkStrategy,
                sourceWatermark,
                predicate,
                valueFilters,
                limit,
                countsRecords);
    }

    ScanPlan withMetadata(List<String> keys, DataType type) {
        return new ScanPlan(
                columns,
                keys,
                type,
                watermarkStrategy,
                sourceWatermark,
                predicate,
                valueFilters,
                limit,
                countsRecords);
    }

    ScanPlan withWatermarkStrategy(WatermarkStrategy<RowData> strategy) {
        return new ScanPlan(
                columns,
                metadataKeys,
                producedType,
                strategy,
                sourceWatermark,
                predicate,
                valueFilters,
                limit,
                countsRecords);
    }

    ScanPlan withSourceWatermark() {
        return new ScanPlan(
                columns,
                metadataKeys,
                producedType,
                watermarkStrategy,
                true,
                predicate,
                valueFilters,
                limit,
                countsRecords);
    }

    ScanPlan withFilters(ScanPredicate ofRecord, List<ResolvedExpression> ofValue) {
        return new ScanPlan(
                columns,
                metadataKeys,
                producedType,
                watermarkStrategy,
                sourceWatermark,
                ofRecord,
                ofValue,
                limit,
                countsRecords);
    }

    ScanPlan withLimit(long rows) {
        return new ScanPlan(
                columns,
                metadataKeys,
                producedType,
                watermarkStrategy,
                sourceWatermark,
                predicate,
                valueFilters,
                rows,
                countsRecords);
    }

    ScanPlan countingRecords(DataType type) {
        return new ScanPlan(
                List.of(),
                List.of(),
                type,
                watermarkStrategy,
                sourceWatermark,
                predicate,
                valueFilters,
                limit,
                true);
    }
}
