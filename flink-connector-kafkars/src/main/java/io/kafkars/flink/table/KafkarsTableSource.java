// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.ReadScope;
import io.kafkars.flink.table.options.TableSettings;
import io.kafkars.topics.ScanRange;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsAggregatePushDown;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown.Result;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsSourceWatermark;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.AggregateExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.RowKind;

import javax.annotation.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table of Kafka records in timestamp order. What the planner pushes down is collected, and
 * becomes a source at the end.
 *
 * <p>Filters on the record itself narrow what is fetched, and the planner always evaluates them as
 * well, so that no row is emitted that should not be. It does not evaluate filters that the format
 * of the value evaluates. A table takes filters only if its settings say so.
 */
@Internal
class KafkarsTableSource
        implements ScanTableSource,
                SupportsReadingMetadata,
                SupportsSourceWatermark,
                SupportsWatermarkPushDown,
                SupportsProjectionPushDown,
                SupportsAggregatePushDown,
                SupportsLimitPushDown {

    private static final String TRANSFORMATION = "kafkars";

    private final String tableName;
    private final TableSettings settings;
    private final TableLayout layout;
    private final @Nullable Instant batchStart;
    private PushedDown pushedDown;

    private KafkarsTableSource(
            String tableName,
            TableSettings settings,
            TableLayout layout,
            @Nullable Instant batchStart,
            PushedDown pushedDown) {
        this.tableName = tableName;
        this.settings = settings;
        this.layout = layout;
        this.batchStart = batchStart;
        this.pushedDown = pushedDown;
    }

    /**
     * A table into which nothing has been pushed down.
     *
     * @param batchStart a time at or before the start of a query in batch mode, in which the
     *     current time is that of its start; {@code null} in streaming mode, in which it is that of
     *     each row
     */
    static KafkarsTableSource of(
            String tableName,
            TableSettings settings,
            TableLayout layout,
            @Nullable Instant batchStart,
            ProducedRow all) {
        return of(tableName, settings, layout, batchStart, PushedDown.nothing(all));
    }

    private static KafkarsTableSource of(
            String tableName,
            TableSettings settings,
            TableLayout layout,
            @Nullable Instant batchStart,
            PushedDown pushedDown) {
        return settings.takesFilters()
                ? new WithFilters(tableName, settings, layout, batchStart, pushedDown)
                : new KafkarsTableSource(tableName, settings, layout, batchStart, pushedDown);
    }

    /**
     * A table that takes filters. A table that is to be scanned once must not even have the
     * ability: when a source takes no filter, the planner notes an empty one for it, and then does
     * not merge scans that read different columns ({@code ScanReuser} of Flink).
     */
    static final class WithFilters extends KafkarsTableSource implements SupportsFilterPushDown {

        private WithFilters(
                String tableName,
                TableSettings settings,
                TableLayout layout,
                @Nullable Instant batchStart,
                PushedDown pushedDown) {
            super(tableName, settings, layout, batchStart, pushedDown);
        }

        @Override
        public Result applyFilters(List<ResolvedExpression> filters) {
            return super.takeFilters(filters);
        }
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return layout.changelogMode();
    }

    // What the planner pushes down

    @Override
    public Map<String, DataType> listReadableMetadata() {
        var metadata = new LinkedHashMap<>(layout.formatMetadata());
        Arrays.stream(RecordField.values())
                .filter(RecordField::isMetadata)
                .forEach(field -> metadata.putIfAbsent(field.key(), field.type()));
        return metadata;
    }

    @Override
    public void applyReadableMetadata(List<String> metadataKeys, DataType producedType) {
        pushedDown = pushedDown.withRow(pushedDown.row().withMetadata(metadataKeys, producedType));
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projectedFields, DataType producedType) {
        List<Integer> columns = Arrays.stream(projectedFields).map(path -> path[0]).toList();
        pushedDown = pushedDown.withRow(pushedDown.row().withColumns(columns, producedType));
    }

    @Override
    public void applySourceWatermark() {
        // The source emits its own watermarks anyway, unless the user has a strategy.
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
        pushedDown = pushedDown.withWatermarkStrategy(strategy);
    }

    private Result takeFilters(List<ResolvedExpression> given) {
        List<ResolvedExpression> filters = ScanDescription.removeFrom(given);
        var translator = new FilterTranslator(this::recordField, settings.sessionZone());
        var understood =
                filters.stream()
                        .filter(filter -> !translator.translate(filter).equals(RecordPredicate.ALL))
                        .toList();
        List<ResolvedExpression> onValue = layout.valueFilters(filters, pushedDown.row());
        pushedDown =
                pushedDown.withFilters(
                        understood.stream()
                                .map(translator::translate)
                                .reduce(pushedDown.predicate(), RecordPredicate::and),
                        concat(pushedDown.valueFilters(), onValue));
        List<ResolvedExpression> accepted = concat(understood, onValue);
        return Result.of(
                given.isEmpty() ? accepted : ScanDescription.addTo(accepted, description()),
                filters.stream().filter(filter -> !onValue.contains(filter)).toList());
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** The field of the record that the rows, as pushed down so far, have at an index. */
    private Optional<RecordField> recordField(int index) {
        ProducedRow row = pushedDown.row();
        int metadata = index - row.columns().size();
        if (metadata < 0) {
            return layout.recordField(row.columns().get(index));
        }
        return metadata < row.metadataKeys().size()
                ? layout.metadataField(row.metadataKeys().get(metadata))
                : Optional.empty();
    }

    /**
     * {@code COUNT(*)} of all records, which Flink pushes down in batch mode: the planner adds up
     * what the source gives. With a format, the number of rows is known only when values are
     * decoded.
     */
    @Override
    public boolean applyAggregates(
            List<int[]> groupingSets, List<AggregateExpression> aggregates, DataType producedType) {
        boolean ofAll = groupingSets.size() == 1 && groupingSets.get(0).length == 0;
        if (!(layout instanceof RecordLayout)
                || !ofAll
                || aggregates.size() != 1
                || !isCountOfRows(aggregates.get(0))) {
            return false;
        }
        pushedDown = pushedDown.withRow(ProducedRow.count(producedType));
        return true;
    }

    private static boolean isCountOfRows(AggregateExpression aggregate) {
        // A class of the planner, which is not on the class path at compile time.
        return aggregate
                        .getFunctionDefinition()
                        .getClass()
                        .getSimpleName()
                        .equals("Count1AggFunction")
                && aggregate.getArgs().isEmpty()
                && aggregate.getFilterExpression().isEmpty()
                && !aggregate.isDistinct();
    }

    @Override
    public void applyLimit(long limit) {
        pushedDown = pushedDown.withLimit(limit);
    }

    // The source

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        boolean ownWatermarks = pushedDown.watermarkStrategy() == null;
        KafkarsSource<RowData> source =
                settings.source(layout.schema(pushedDown, context), scope(), ownWatermarks);
        WatermarkStrategy<RowData> strategy =
                ownWatermarks ? WatermarkStrategy.noWatermarks() : pushedDown.watermarkStrategy();
        return new DataStreamScanProvider() {
            @Override
            public DataStream<RowData> produceDataStream(
                    ProviderContext providerContext, StreamExecutionEnvironment environment) {
                var stream = environment.fromSource(source, strategy, asSummaryString());
                if (settings.parallelism() != null) {
                    stream.setParallelism(settings.parallelism());
                }
                providerContext.generateUid(TRANSFORMATION).ifPresent(stream::uid);
                return stream;
            }

            @Override
            public boolean isBounded() {
                return settings.end().bounded();
            }

            /**
             * None: the planner would spread the rows over the subtasks of the job before anything
             * else, and that would lose the order of each subtask.
             */
            @Override
            public Optional<Integer> getParallelism() {
                return Optional.empty();
            }
        };
    }

    private ReadScope scope() {
        // A reader that has ended early must not be taken for one that is still to start.
        boolean mayEndEarly =
                settings.end().bounded()
                        && !settings.drift().isLimited()
                        && getChangelogMode().containsOnly(RowKind.INSERT);
        ScanRange range =
                pushedDown.predicate().range(settings.end().bounded(), settings.maxDisorder());
        return new ReadScope(
                batchStart == null ? range : range.agedAt(batchStart),
                layout.content(pushedDown.row()),
                mayEndEarly ? Math.max(1, pushedDown.limit()) : Long.MAX_VALUE);
    }

    @Override
    public DynamicTableSource copy() {
        return of(tableName, settings, layout, batchStart, pushedDown);
    }

    @Override
    public String asSummaryString() {
        return "kafkars: " + tableName + " (" + description() + ")";
    }

    private String description() {
        return ScanDescription.of(settings, pushedDown.predicate());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KafkarsTableSource that
                && tableName.equals(that.tableName)
                && settings.equals(that.settings)
                && layout.equals(that.layout)
                && Objects.equals(batchStart, that.batchStart)
                && pushedDown.equals(that.pushedDown);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tableName, settings, layout, batchStart, pushedDown);
    }
}
