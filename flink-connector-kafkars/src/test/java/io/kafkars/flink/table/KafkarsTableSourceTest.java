// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.expressions.AggregateExpression;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.functions.FunctionKind;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.TypeInference;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static io.kafkars.flink.table.TableSources.table;
import static org.assertj.core.api.Assertions.assertThat;

/** What the planner pushes down into a table of value and offset. */
class KafkarsTableSourceTest {

    private static final DataType ROW = DataTypes.ROW();
    private static final List<int[]> ONE_GROUP = List.of(new int[] {});

    private final KafkarsTableSource.WithFilters table =
            (KafkarsTableSource.WithFilters)
                    table().column("value", DataTypes.BYTES())
                            .column("offset", DataTypes.BIGINT())
                            .create();

    private static ResolvedExpression equal(int field, Object value) {
        return CallExpression.permanent(
                BuiltInFunctionDefinitions.EQUALS,
                List.of(
                        new FieldReferenceExpression("f" + field, DataTypes.BIGINT(), 0, field),
                        new ValueLiteralExpression(value)),
                DataTypes.BOOLEAN());
    }

    @Test
    void aFilterOnAFieldNarrowsTheScanAndStaysWithThePlanner() {
        var onOffset = equal(1, 5L);

        var result = table.applyFilters(List.of(onOffset, equal(0, 5L)));

        assertThat(ScanDescription.removeFrom(result.getAcceptedFilters()))
                .containsExactly(onOffset);
        assertThat(result.getRemainingFilters()).containsExactly(onOffset, equal(0, 5L));
        assertThat(table.asSummaryString())
                .isEqualTo(
                        "kafkars: c.d.t (reads events (all partitions) from earliest; only offsets=[5]; until latest, then live)");
    }

    @Test
    void filtersAddUp() {
        table.applyFilters(List.of(equal(1, 5L)));
        table.applyReadableMetadata(List.of("partition"), ROW);
        table.applyFilters(List.of(equal(2, 3)));

        assertThat(table.asSummaryString())
                .isEqualTo(
                        "kafkars: c.d.t (reads events (at most 1 partition [3]) from earliest; only partitions=[3], offsets=[5]; until latest, then live)");
    }

    @Test
    void aFilterIsOnTheRowAsItIsProjected() {
        table.applyProjection(new int[][] {{1}}, ROW);
        table.applyReadableMetadata(List.of("is-live", "partition"), ROW);

        table.applyFilters(List.of(equal(0, 5L), equal(2, 3), equal(7, 1)));

        assertThat(table.asSummaryString())
                .isEqualTo(
                        "kafkars: c.d.t (reads events (at most 1 partition [3]) from earliest; only partitions=[3], offsets=[5]; until latest, then live)");
    }

    @Test
    void theAcceptedFiltersSayWhatIsRead() {
        var onOffset = equal(1, 5L);

        assertThat(table.applyFilters(List.of(onOffset)).getAcceptedFilters())
                .singleElement()
                .asString()
                .contains("reads events (all partitions) from earliest; only offsets=[5]");
        assertThat(
                        ((KafkarsTableSource.WithFilters) table.copy())
                                .applyFilters(List.of(equal(0, 5L)))
                                .getAcceptedFilters())
                .as("also if none narrows the scan")
                .hasSize(1);
    }

    @Test
    void theSummarySaysWhatIsKnownOfThePartitions() {
        assertThat(table().option("scan.partitions", "0;3").create().asSummaryString())
                .isEqualTo(
                        "kafkars: c.d.t (reads events (2 partitions [0, 3]) from earliest; until"
                                + " latest, then live)");
        var pattern =
                table().without("topic")
                        .option("topic-pattern", "pay-.*")
                        .option("scan.bounded.mode", "latest-offset")
                        .create();
        assertThat(pattern.asSummaryString())
                .isEqualTo(
                        "kafkars: c.d.t (reads pattern pay-.* (all partitions) from earliest; until"
                                + " latest)");
    }

    @Test
    void aCompiledPlanAppliesTheAcceptedFiltersAgain() {
        for (var filters :
                List.of(
                        List.of(equal(1, 5L)),
                        List.of(equal(0, 5L)),
                        List.of(equal(1, 5L), equal(1, 6L)))) {
            var planned = ((KafkarsTableSource.WithFilters) table.copy()).applyFilters(filters);
            var restored = (KafkarsTableSource.WithFilters) table.copy();

            var again = restored.applyFilters(planned.getAcceptedFilters());

            assertThat(again.getAcceptedFilters()).isEqualTo(planned.getAcceptedFilters());
        }
        assertThat(table.applyFilters(List.of()).getAcceptedFilters())
                .as("of a plan in which no filter was accepted")
                .isEmpty();
    }

    @Test
    void withoutPushDownTheTableTakesNoFilters() {
        var whole = table().option("scan.filter.push-down", "false").create();

        assertThat(whole).isNotInstanceOf(SupportsFilterPushDown.class);
        assertThat(whole.copy()).isNotInstanceOf(SupportsFilterPushDown.class).isEqualTo(whole);
        assertThat(table.copy()).isInstanceOf(SupportsFilterPushDown.class);
    }

    @Test
    void metadataIsThatOfTheRecord() {
        assertThat(table.listReadableMetadata())
                .containsAllEntriesOf(Map.of("partition", DataTypes.INT().notNull()))
                .doesNotContainKeys("key", "value");
    }

    @Test
    void aCopyIsEqualUntilMoreIsPushedDown() {
        var copy = table.copy();
        assertThat(copy).isEqualTo(table).hasSameHashCodeAs(table);

        table.applyLimit(3);

        assertThat(copy).isNotEqualTo(table);
    }

    // COUNT(*)

    /** Has the name of the planner's class. */
    private static final class Count1AggFunction implements FunctionDefinition {

        @Override
        public FunctionKind getKind() {
            return FunctionKind.AGGREGATE;
        }

        @Override
        public TypeInference getTypeInference(DataTypeFactory typeFactory) {
            throw new UnsupportedOperationException();
        }
    }

    private static AggregateExpression count(FieldReferenceExpression... arguments) {
        return new AggregateExpression(
                new Count1AggFunction(),
                List.of(arguments),
                null,
                DataTypes.BIGINT(),
                false,
                false,
                false);
    }

    @Test
    void aCountOfAllRecordsIsPushedDown() {
        assertThat(table.applyAggregates(ONE_GROUP, List.of(count()), ROW)).isTrue();
    }

    @Test
    void otherCountsAreNotPushedDown() {
        var offset = new FieldReferenceExpression("offset", DataTypes.BIGINT(), 0, 1);
        assertThat(table.applyAggregates(List.of(new int[] {0}), List.of(count()), ROW))
                .as("of groups")
                .isFalse();
        assertThat(table.applyAggregates(ONE_GROUP, List.of(count(), count()), ROW))
                .as("two aggregates")
                .isFalse();
        assertThat(table.applyAggregates(ONE_GROUP, List.of(count(offset)), ROW))
                .as("of a column")
                .isFalse();
        var decoded = (KafkarsTableSource) table().option("format", "raw").create();
        assertThat(decoded.applyAggregates(ONE_GROUP, List.of(count()), ROW))
                .as("with a format")
                .isFalse();
    }
}
