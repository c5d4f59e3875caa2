// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Understands times that are relative to the current time, such as {@code CURRENT_TIMESTAMP -
 * INTERVAL '1' DAY}. A query in streaming mode evaluates them for each row, so that they only ever
 * get later. In batch mode they are those of the start of the query.
 */
final class CurrentTimes {

    private static final Set<FunctionDefinition> NOW =
            Set.of(
                    BuiltInFunctionDefinitions.CURRENT_TIMESTAMP,
                    BuiltInFunctionDefinitions.NOW,
                    BuiltInFunctionDefinitions.CURRENT_ROW_TIMESTAMP);

    /** Farther from now than any record, and near enough to calculate with. */
    private static final Duration MAX_AGE = Duration.ofDays(3_652_500);

    private CurrentTimes() {}

    /**
     * How long before the current time the expression lies, or, in months, somewhat longer; empty
     * if the expression is no such time.
     */
    static Optional<Duration> age(ResolvedExpression expression) {
        return unlimited(expression).filter(age -> age.abs().compareTo(MAX_AGE) <= 0);
    }

    private static Optional<Duration> unlimited(ResolvedExpression expression) {
        if (!(expression instanceof CallExpression call)) {
            return Optional.empty();
        }
        FunctionDefinition function = call.getFunctionDefinition();
        List<ResolvedExpression> arguments = call.getResolvedChildren();
        if (NOW.contains(function)) {
            return Optional.of(Duration.ZERO);
        }
        if (function == BuiltInFunctionDefinitions.MINUS) {
            return age(arguments.get(0)).flatMap(age -> longest(arguments.get(1)).map(age::plus));
        }
        if (function == BuiltInFunctionDefinitions.PLUS) {
            return age(arguments.get(0))
                    .flatMap(age -> exact(arguments.get(1)).map(age::minus))
                    .or(
                            () ->
                                    age(arguments.get(1))
                                            .flatMap(
                                                    age ->
                                                            exact(arguments.get(0))
                                                                    .map(age::minus)));
        }
        // A cast to whole seconds makes it earlier by less than the clocks may differ.
        boolean sameTime =
                (function == BuiltInFunctionDefinitions.CAST
                                || function == BuiltInFunctionDefinitions.REINTERPRET_CAST)
                        && call.getOutputDataType()
                                .getLogicalType()
                                .is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
        return sameTime ? age(arguments.get(0)) : Optional.empty();
    }

    private static Optional<Duration> exact(ResolvedExpression interval) {
        return interval instanceof ValueLiteralExpression literal
                ? literal.getValueAs(Duration.class)
                : Optional.empty();
    }

    /** Months have at most 31 days, of which a change of the clocks can make one longer. */
    private static Optional<Duration> longest(ResolvedExpression interval) {
        return exact(interval)
                .or(
                        () ->
                                interval instanceof ValueLiteralExpression literal
                                        ? literal.getValueAs(Period.class)
                                                .filter(months -> months.toTotalMonths() >= 0)
                                                .map(
                                                        months ->
                                                                Duration.ofDays(
                                                                        months.toTotalMonths() * 31
                                                                                + 1))
                                        : Optional.empty());
    }
}
