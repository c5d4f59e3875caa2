// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.topics.LongRanges;
import io.kafkars.topics.TopicSet;

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
import java.util.stream.Stream;

/**
 * Translates filters on topic, partition, offset and timestamp: comparisons with literals, {@code
 * IN}, {@code BETWEEN}, {@code LIKE}, {@code AND}, {@code OR} and {@code NOT}, and lower bounds
 * that are relative to the current time. Everything else becomes a predicate that demands nothing.
 */
final class FilterTranslator {

    private enum Comparison {
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST;

        Comparison mirrored() {
            return switch (this) {
                case EQUAL -> EQUAL;
                case NOT_EQUAL -> NOT_EQUAL;
                case LESS -> GREATER;
                case AT_MOST -> AT_LEAST;
                case GREATER -> LESS;
                case AT_LEAST -> AT_MOST;
            };
        }

        Comparison negatedIf(boolean negated) {
            if (!negated) {
                return this;
            }
            return switch (this) {
                case EQUAL -> NOT_EQUAL;
                case NOT_EQUAL -> EQUAL;
                case LESS -> AT_LEAST;
                case AT_MOST -> GREATER;
                case GREATER -> AT_MOST;
                case AT_LEAST -> LESS;
            };
        }

        boolean isLowerBound() {
            return this == EQUAL || this == GREATER || this == AT_LEAST;
        }
    }

    private static final Map<FunctionDefinition, Comparison> COMPARISONS =
            Map.of(
                    BuiltInFunctionDefinitions.EQUALS, Comparison.EQUAL,
                    BuiltInFunctionDefinitions.NOT_EQUALS, Comparison.NOT_EQUAL,
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
        return translate(filter, false);
    }

    /**
     * What the filter demands, or its negation. A filter that is NULL lets no row pass, and neither
     * does its negation, so that a negation is one of the parts.
     */
    private RecordPredicate translate(Expression filter, boolean negated) {
        if (!(filter instanceof CallExpression call)) {
            return RecordPredicate.ALL;
        }
        FunctionDefinition function = call.getFunctionDefinition();
        List<ResolvedExpression> arguments = call.getResolvedChildren();
        if (function == BuiltInFunctionDefinitions.NOT) {
            return translate(arguments.get(0), !negated);
        }
        if (function == BuiltInFunctionDefinitions.AND
                || function == BuiltInFunctionDefinitions.OR) {
            boolean all = (function == BuiltInFunctionDefinitions.AND) != negated;
            return combined(all, arguments.stream().map(argument -> translate(argument, negated)));
        }
        if (function == BuiltInFunctionDefinitions.IN) {
            Comparison comparison = Comparison.EQUAL.negatedIf(negated);
            return combined(
                    negated,
                    arguments.stream()
                            .skip(1)
                            .map(value -> compare(arguments.get(0), comparison, value)));
        }
        if (function == BuiltInFunctionDefinitions.BETWEEN
                || function == BuiltInFunctionDefinitions.NOT_BETWEEN) {
            boolean outside = (function == BuiltInFunctionDefinitions.NOT_BETWEEN) != negated;
            return combined(
                    !outside,
                    Stream.of(
                            compare(
                                    arguments.get(0),
                                    Comparison.AT_LEAST.negatedIf(outside),
                                    arguments.get(1)),
                            compare(
                                    arguments.get(0),
                                    Comparison.AT_MOST.negatedIf(outside),
                                    arguments.get(2))));
        }
        if (function == BuiltInFunctionDefinitions.LIKE) {
            return like(arguments, negated);
        }
        if (!COMPARISONS.containsKey(function)) {
            return RecordPredicate.ALL;
        }
        Comparison comparison = COMPARISONS.get(function).negatedIf(negated);
        return field(arguments.get(0)).isEmpty()
                ? compare(arguments.get(1), comparison.mirrored(), arguments.get(0))
                : compare(arguments.get(0), comparison, arguments.get(1));
    }

    private static RecordPredicate combined(boolean all, Stream<RecordPredicate> parts) {
        return parts.reduce(all ? RecordPredicate::and : RecordPredicate::or)
                .orElse(RecordPredicate.ALL);
    }

    /** A backslash escapes in some versions of Flink, and in others it does not. */
    private RecordPredicate like(List<ResolvedExpression> arguments, boolean negated) {
        boolean onTopic = field(arguments.get(0)).filter(RecordField.TOPIC::equals).isPresent();
        if (!onTopic || arguments.size() != 2) {
            return RecordPredicate.ALL;
        }
        return literal(arguments.get(1), String.class)
                .filter(pattern -> !pattern.contains("\\"))
                .map(pattern -> negated ? TopicSet.notLike(pattern) : TopicSet.like(pattern))
                .map(RecordPredicate::topics)
                .orElse(RecordPredicate.ALL);
    }

    private RecordPredicate compare(
            ResolvedExpression expression, Comparison comparison, ResolvedExpression value) {
        Optional<RecordField> field = field(expression);
        if (field.isEmpty()) {
            return RecordPredicate.ALL;
        }
        Optional<RecordPredicate> demand =
                switch (field.get()) {
                    case TOPIC ->
                            literal(value, String.class)
                                    .flatMap(name -> topics(comparison, name))
                                    .map(RecordPredicate::topics);
                    case PARTITION ->
                            literal(value, BigDecimal.class)
                                    .map(number -> range(comparison, number))
                                    .map(RecordPredicate::partitions);
                    case OFFSET ->
                            literal(value, BigDecimal.class)
                                    .map(number -> range(comparison, number))
                                    .map(RecordPredicate::offsets);
                    // A record without a timestamp has the event time of a record before it, or
                    // epoch 0: the part of the log from the first record of a range on has all that
                    // fall into it.
                    case TIMESTAMP, RAW_TIMESTAMP, EVENT_TIME ->
                            value instanceof ValueLiteralExpression literal
                                    ? Optional.of(timestamp(comparison, literal))
                                    : relativeTime(comparison, value);
                    default -> Optional.empty();
                };
        return demand.orElse(RecordPredicate.ALL);
    }

    private static <T> Optional<T> literal(ResolvedExpression expression, Class<T> type) {
        return expression instanceof ValueLiteralExpression literal
                ? literal.getValueAs(type)
                : Optional.empty();
    }

    private static Optional<TopicSet> topics(Comparison comparison, String name) {
        return switch (comparison) {
            case EQUAL -> Optional.of(TopicSet.of(name));
            case NOT_EQUAL -> Optional.of(TopicSet.without(name));
            default -> Optional.empty();
        };
    }

    /** The current time only ever gets later, and with it a lower bound, but not an upper one. */
    private static Optional<RecordPredicate> relativeTime(
            Comparison comparison, ResolvedExpression value) {
        return comparison.isLowerBound()
                ? CurrentTimes.age(value).map(RecordPredicate::maxAge)
                : Optional.empty();
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
            case NOT_EQUAL -> LongRanges.between(ceiling, floor).complement();
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
