// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
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
 * Translates filters on topic, partition, offset and timestamp: comparisons with literals, {@code
 * IN}, {@code BETWEEN}, {@code AND} and {@code OR}. Everything else becomes a predicate that
 * demands nothing.
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

    private final IntFunction<Optional<RecordField>> fields;
    private final ZoneId sessionZone;

    /**
     * @param fields the field of the record that the filtered row has at an index, if it is one
     * @param sessionZone time zone of the session
     */
    FilterTranslator(IntFunction<Optional<RecordField>> fields, ZoneId sessionZone) {
        this.fields = fields;
        this.sessionZone = sessionZone;
    }

    RecordPredicate translate(Expression filter) {
        if (!(filter instanceof CallExpression call)) {
            return RecordPredicate.ALL;
        }
        FunctionDefinition function = call.getFunctionDefinition();
        List<ResolvedExpression> arguments = call.getResolvedChildren();
        if (function == BuiltInFunctionDefinitions.AND) {
            return arguments.stream()
                    .map(this::translate)
                    .reduce(RecordPredicate::and)
                    .orElseThrow();
        }
        if (function == BuiltInFunctionDefinitions.OR) {
            return arguments.stream()
                    .map(this::translate)
                    .reduce(RecordPredicate::or)
                    .orElseThrow();
        }
        if (function == BuiltInFunctionDefinitions.IN) {
            return arguments.stream()
                    .skip(1)
                    .map(value -> compare(arguments.get(0), Comparison.EQUAL, value))
                    .reduce(RecordPredicate::or)
                    .orElse(RecordPredicate.ALL);
        }
        if (function == BuiltInFunctionDefinitions.BETWEEN) {
            return compare(arguments.get(0), Comparison.AT_LEAST, arguments.get(1))
                    .and(compare(arguments.get(0), Comparison.AT_MOST, arguments.get(2)));
        }
        Comparison comparison = COMPARISONS.get(function);
        if (comparison == null) {
            return RecordPredicate.ALL;
        }
        return arguments.get(0) instanceof ValueLiteralExpression
                ? compare(arguments.get(1), comparison.mirrored(), arguments.get(0))
                : compare(arguments.get(0), comparison, arguments.get(1));
    }

    private RecordPredicate compare(
            ResolvedExpression expression, Comparison comparison, ResolvedExpression value) {
        Optional<RecordField> field = field(expression);
        if (field.isEmpty() || !(value instanceof ValueLiteralExpression literal)) {
            return RecordPredicate.ALL;
        }
        return switch (field.get()) {
            case TOPIC ->
                    comparison == Comparison.EQUAL
                            ? literal.getValueAs(String.class)
                                    .map(RecordPredicate::topic)
                                    .orElse(RecordPredicate.ALL)
                            : RecordPredicate.ALL;
            case PARTITION ->
                    literal.getValueAs(BigDecimal.class)
                            .map(number -> RecordPredicate.partitions(range(comparison, number)))
                            .orElse(RecordPredicate.ALL);
            case OFFSET ->
                    literal.getValueAs(BigDecimal.class)
                            .map(number -> RecordPredicate.offsets(range(comparison, number)))
                            .orElse(RecordPredicate.ALL);
            // A record without a timestamp has the event time of a record before it, or epoch 0:
            // the part of the log from the first record of a range on has all that fall into it.
            case TIMESTAMP, RAW_TIMESTAMP, EVENT_TIME -> timestamp(comparison, literal);
            default -> RecordPredicate.ALL;
        };
    }

    private RecordPredicate timestamp(Comparison comparison, ValueLiteralExpression literal) {
        LogicalType type = literal.getOutputDataType().getLogicalType();
        if (is(type, LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)) {
            return literal.getValueAs(Instant.class)
                    .map(instant -> at(comparison, instant))
                    .orElse(RecordPredicate.ALL);
        }
        if (is(type, LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)) {
            // The planner means local time or UTC, depending on where the literal stands.
            return literal.getValueAs(LocalDateTime.class)
                    .map(
                            time ->
                                    at(comparison, time.atZone(sessionZone).toInstant())
                                            .or(at(comparison, time.toInstant(ZoneOffset.UTC))))
                    .orElse(RecordPredicate.ALL);
        }
        return RecordPredicate.ALL;
    }

    private static RecordPredicate at(Comparison comparison, Instant instant) {
        return RecordPredicate.timestamps(range(comparison, millis(instant)));
    }

    /** The field of the record that the expression refers to, directly or in a lossless cast. */
    private Optional<RecordField> field(ResolvedExpression expression) {
        if (expression instanceof FieldReferenceExpression reference) {
            return fields.apply(reference.getFieldIndex());
        }
        if (expression instanceof CallExpression call
                && (call.getFunctionDefinition() == BuiltInFunctionDefinitions.CAST
                        || call.getFunctionDefinition()
                                == BuiltInFunctionDefinitions.REINTERPRET_CAST)) {
            ResolvedExpression inner = call.getResolvedChildren().get(0);
            return isLossless(
                            inner.getOutputDataType().getLogicalType(),
                            call.getOutputDataType().getLogicalType())
                    ? field(inner)
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isLossless(LogicalType from, LogicalType to) {
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

    /** The integers for which the comparison with the value holds. */
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
