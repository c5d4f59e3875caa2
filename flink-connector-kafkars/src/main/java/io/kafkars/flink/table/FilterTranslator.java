package io.kafkars.flink.table;

import io.kafkars.topics.LongRanges;

import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Understands filters on topic, partition, offset and timestamp: comparisons with literals, {@code
 * IN}, {@code BETWEEN}, {@code AND} and {@code OR}. Whatever else there is demands nothing.
 */
final class FilterTranslator {

    private enum Comparison {
        EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST;

        Comparison mirrored() {
            return switch (this) {
                case EQUAL -> EQUAL;
                case LESS -> GREATER;
                case AT_MOST -> AT_LEAST;
                case GREATER -> LESS;
                case AT_LEAST -> AT_MOST;
            };
        }
    }

    private static final Map<FunctionDefinition, Comparison> COMPARISONS =
            Map.of(
                    BuiltInFunctionDefinitions.EQUALS, Comparison.EQUAL,
                    BuiltInFunctionDefinitions.LESS_THAN, Comparison.LESS,
                    BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL, Comparison.AT_MOST,
                    BuiltInFunctionDefinitions.GREATER_THAN, Comparison.GREATER,
                    BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL, Comparison.AT_LEAST);

    private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);

    private final IntFunction<Optional<RecordColumn>> columns;
    private final ZoneId sessionZone;

    /**
     * @param columns the column of the record behind a field of the filtered row, if it is one
     * @param sessionZone time zone of the session
     */
    FilterTranslator(IntFunction<Optional<RecordColumn>> columns, ZoneId sessionZone) {
        this.columns = columns;
        this.sessionZone = sessionZone;
    }

    ScanPredicate translate(Expression filter) {
        if (!(filter instanceof CallExpression call)) {
            return ScanPredicate.ALL;
        }
        FunctionDefinition function = call.getFunctionDefinition();
        List<ResolvedExpression> arguments = call.getResolvedChildren();
        if (function == BuiltInFunctionDefinitions.AND) {
            return arguments.stream().map(this::translate).reduce(ScanPredicate::and).orElseThrow();
        }
        if (function == BuiltInFunctionDefinitions.OR) {
            return arguments.stream().map(this::translate).reduce(ScanPredicate::or).orElseThrow();
        }
        if (function == BuiltInFunctionDefinitions.IN) {
            return arguments.stream()
                    .skip(1)
                    .map(value -> compare(arguments.get(0), Comparison.EQUAL, value))
                    .reduce(ScanPredicate::or)
                    .orElse(ScanPredicate.ALL);
        }
        if (function == BuiltInFunctionDefinitions.BETWEEN) {
            return compare(arguments.get(0), Comparison.AT_LEAST, arguments.get(1))
                    .and(compare(arguments.get(0), Comparison.AT_MOST, arguments.get(2)));
        }
        Comparison comparison = COMPARISONS.get(function);
        if (comparison == null) {
            return ScanPredicate.ALL;
        }
        return arguments.get(0) instanceof ValueLiteralExpression
                ? compare(arguments.get(1), comparison.mirrored(), arguments.get(0))
                : compare(arguments.get(0), comparison, arguments.get(1));
    }

    private ScanPredicate compare(
            ResolvedExpression field, Comparison comparison, ResolvedExpression value) {
        Optional<RecordColumn> column = column(field);
        if (column.isEmpty() || !(value instanceof ValueLiteralExpression literal)) {
            return ScanPredicate.ALL;
        }
        return switch (column.get()) {
            case TOPIC ->
                    comparison == Comparison.EQUAL
                            ? literal.getValueAs(String.class)
                                    .map(ScanPredicate::topic)
                                    .orElse(ScanPredicate.ALL)
                            : ScanPredicate.ALL;
            case PARTITION ->
                    literal.getValueAs(BigDecimal.class)
                            .map(number -> ScanPredicate.partitions(range(comparison, number)))
                            .orElse(ScanPredicate.ALL);
            case OFFSET ->
                    literal.getValueAs(BigDecimal.class)
                            .map(number -> ScanPredicate.offsets(range(comparison, number)))
                            .orElse(ScanPredicate.ALL);
            case TIMESTAMP -> timestamp(comparison, literal);
            default -> ScanPredicate.ALL;
        };
    }

    private ScanPredicate timestamp(Comparison comparison, ValueLiteralExpression literal) {
        LogicalType type = literal.getOutputDataType().getLogicalType();
        if (is(type, LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)) {
            return literal.getValueAs(Instant.class)
                    .map(instant -> at(comparison, instant))
                    .orElse(ScanPredicate.ALL);
        }
        if (is(type, LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)) {
            // The planner takes such a literal for local time or for UTC, depending on where it is.
            return literal.getValueAs(LocalDateTime.class)
                    .map(
                            time ->
                                    at(comparison, time.atZone(sessionZone).toInstant())
                                            .or(at(comparison, time.toInstant(ZoneOffset.UTC))))
                    .orElse(ScanPredicate.ALL);
        }
        return ScanPredicate.ALL;
    }

    private static ScanPredicate at(Comparison comparison, Instant instant) {
        return ScanPredicate.timestamps(range(comparison, millis(instant)));
    }

    /** The column of the record that the expression is, also if it is cast without loss. */
    private Optional<RecordColumn> column(ResolvedExpression expression) {
        if (expression instanceof FieldReferenceExpression field) {
            return columns.apply(field.getFieldIndex());
        }
        if (expression instanceof CallExpression call
                && (call.getFunctionDefinition() == BuiltInFunctionDefinitions.CAST
                        || call.getFunctionDefinition()
                                == BuiltInFunctionDefinitions.REINTERPRET_CAST)) {
            ResolvedExpression inner = call.getResolvedChildren().get(0);
            return losesNothing(
                            inner.getOutputDataType().getLogicalType(),
                            call.getOutputDataType().getLogicalType())
                    ? column(inner)
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean losesNothing(LogicalType from, LogicalType to) {
        if (from.copy(true).equals(to.copy(true))) {
            return true;
        }
        if (is(from, LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
                && is(to, LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)) {
            return LogicalTypeChecks.getPrecision(to) >= LogicalTypeChecks.getPrecision(from);
        }
        return is(from, LogicalTypeRoot.INTEGER) && is(to, LogicalTypeRoot.BIGINT);
    }

    private static boolean is(LogicalType type, LogicalTypeRoot root) {
        return type.getTypeRoot() == root;
    }

    private static BigDecimal millis(Instant instant) {
        return BigDecimal.valueOf(instant.getEpochSecond())
                .movePointRight(3)
                .add(BigDecimal.valueOf(instant.getNano()).divide(NANOS_PER_MILLI));
    }

    /** The whole numbers for which the comparison with the value holds. */
    private static LongRanges range(Comparison comparison, BigDecimal value) {
        long floor = clamp(value.setScale(0, RoundingMode.FLOOR));
        long ceiling = clamp(value.setScale(0, RoundingMode.CEILING));
        return switch (comparison) {
            case EQUAL -> LongRanges.between(ceiling, floor);
            case LESS ->
                    ceiling == Long.MIN_VALUE
                            ? LongRanges.NONE
                            : LongRanges.between(Long.MIN_VALUE, ceiling - 1);
            case AT_MOST -> LongRanges.between(Long.MIN_VALUE, floor);
            case GREATER ->
                    floor == Long.MAX_VALUE
                            ? LongRanges.NONE
                            : LongRanges.between(floor + 1, Long.MAX_VALUE);
            case AT_LEAST -> LongRanges.between(ceiling, Long.MAX_VALUE);
        };
    }

    private static long clamp(BigDecimal whole) {
        return whole.max(BigDecimal.valueOf(Long.MIN_VALUE))
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }
}
