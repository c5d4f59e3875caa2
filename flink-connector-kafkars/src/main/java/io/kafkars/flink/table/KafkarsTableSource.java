package io.kafkars.flink.table;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.ReadScope;

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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table of Kafka records in timestamp order. What the planner asks of it is kept in a {@link
 * ScanPlan}, and becomes a source only at the end.
 *
 * <p>Filters on the record itself narrow what is fetched and always stay with the planner as well,
 * so that a row is never there that should not be. Those that the format of the value evaluates do
 * not stay.
 */
@Internal
final class KafkarsTableSource
        implements ScanTableSource,
                SupportsReadingMetadata,
                SupportsSourceWatermark,
                SupportsWatermarkPushDown,
                SupportsProjectionPushDown,
                SupportsFilterPushDown,
                SupportsAggregatePushDown,
                SupportsLimitPushDown {

    private static final String TRANSFORMATION = "kafkars";

    private final String tableName;
    private final TableSettings settings;
    private final TableColumns columns;
    private ScanPlan plan;

    KafkarsTableSource(
            String tableName, TableSettings settings, TableColumns columns, ScanPlan plan) {
        this.tableName = tableName;
        this.settings = settings;
        this.columns = columns;
        this.plan = plan;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return columns.changelogMode();
    }

    // ------------------------------------------------------------ what the planner asks

    @Override
    public Map<String, DataType> listReadableMetadata() {
        var metadata = new LinkedHashMap<>(columns.formatMetadata());
        Arrays.stream(RecordColumn.values())
                .filter(RecordColumn::isMetadata)
                .forEach(column -> metadata.putIfAbsent(column.key(), column.type()));
        return metadata;
    }

    @Override
    public void applyReadableMetadata(List<String> metadataKeys, DataType producedType) {
        plan = plan.withMetadata(metadataKeys, producedType);
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projectedFields, DataType producedType) {
        plan =
                plan.withColumns(
                        Arrays.stream(projectedFields).map(path -> path[0]).toList(), producedType);
    }

    @Override
    public void applySourceWatermark() {
        plan = plan.withSourceWatermark();
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
        plan = plan.withWatermarkStrategy(strategy);
    }

    @Override
    public Result applyFilters(List<ResolvedExpression> filters) {
        var translator = new FilterTranslator(this::producedColumn, settings.sessionZone());
        var understood =
                filters.stream()
                        .filter(filter -> !translator.translate(filter).equals(ScanPredicate.ALL))
                        .toList();
        List<ResolvedExpression> ofValue = columns.valueFilters(filters, plan);
        plan =
                plan.withFilters(
                        understood.stream()
                                .map(translator::translate)
                                .reduce(plan.predicate(), ScanPredicate::and),
                        concat(plan.valueFilters(), ofValue));
        return Result.of(
                concat(understood, ofValue),
                filters.stream().filter(filter -> !ofValue.contains(filter)).toList());
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** The column of the record behind a field of the rows as they are planned so far. */
    private Optional<RecordColumn> producedColumn(int field) {
        int physical = plan.columns().size();
        if (field < physical) {
            return columns.recordColumn(plan.columns().get(field));
        }
        return field - physical < plan.metadataKeys().size()
                ? RecordColumn.metadata(plan.metadataKeys().get(field - physical))
                : Optional.empty();
    }

    /**
     * {@code COUNT(*)} of all records, which Flink asks for in batch mode: the planner adds up what
     * the source gives. With a format the number of rows is known only when values are decoded.
     */
    @Override
    public boolean applyAggregates(
            List<int[]> groupingSets, List<AggregateExpression> aggregates, DataType producedType) {
        boolean ofAll = groupingSets.size() == 1 && groupingSets.get(0).length == 0;
        if (!(columns instanceof RecordColumns)
                || !ofAll
                || aggregates.size() != 1
                || !isCountOfRows(aggregates.get(0))) {
            return false;
        }
        plan = plan.countingRecords(producedType);
        return true;
    }

    private static boolean isCountOfRows(AggregateExpression aggregate) {
        // The planner's class, which is not there at compile time.
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
        plan = plan.withLimit(limit);
    }

    // ------------------------------------------------------------ the source

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        boolean ownWatermarks = plan.watermarkStrategy() == null;
        KafkarsSource<RowData> source =
                settings.source(columns.schema(plan, context), scope(), ownWatermarks);
        WatermarkStrategy<RowData> strategy =
                ownWatermarks ? WatermarkStrategy.noWatermarks() : plan.watermarkStrategy();
        return new DataStreamScanProvider() {
            @Override
            public DataStream<RowData> produceDataStream(
                    ProviderContext providerContext, StreamExecutionEnvironment environment) {
                var stream = environment.fromSource(source, strategy, asSummaryString());
                providerContext.generateUid(TRANSFORMATION).ifPresent(stream::uid);
                return stream;
            }

            @Override
            public boolean isBounded() {
                return settings.end().bounded();
            }

            @Override
            public Optional<Integer> getParallelism() {
                return Optional.ofNullable(settings.parallelism());
            }
        };
    }

    private ReadScope scope() {
        boolean mayEndEarly =
                settings.end().bounded() && getChangelogMode().containsOnly(RowKind.INSERT);
        return new ReadScope(
                plan.predicate().range(settings.end().bounded(), settings.maxDisorder()),
                columns.content(plan),
                mayEndEarly ? Math.max(1, plan.limit()) : Long.MAX_VALUE);
    }

    @Override
    public DynamicTableSource copy() {
        return new KafkarsTableSource(tableName, settings, columns, plan);
    }

    @Override
    public String asSummaryString() {
        String narrowed = plan.predicate().toString();
        return "kafkars: " + tableName + (narrowed.isEmpty() ? "" : " (" + narrowed + ")");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KafkarsTableSource that
                && tableName.equals(that.tableName)
                && settings.equals(that.settings)
                && columns.equals(that.columns)
                && plan.equals(that.plan);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tableName, settings, columns, plan);
    }
}
