// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.logical.LogicalType;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A filter that accepts rows whose column has one of some values: {@code =}, {@code IN}, or an
 * {@code OR} of these on one column. It never accepts {@code NULL}.
 *
 * @param column name of the column
 * @param type of the column in the table; an integer type, string or boolean
 * @param values in the form that they have in Flink's rows, except that strings are {@link String}s
 */
@Internal
record ColumnFilter(String column, LogicalType type, Set<Serializable> values)
        implements Serializable {

    /** The filter that is equivalent to the expression, if there is one. */
    static Optional<ColumnFilter> of(ResolvedExpression expression) {
        if (!(expression instanceof CallExpression call)) {
            return Optional.empty();
        }
        FunctionDefinition function = call.getFunctionDefinition();
        List<ResolvedExpression> operands = call.getResolvedChildren();
        if (function.equals(BuiltInFunctionDefinitions.OR)) {
            return either(operands);
        }
        if (function.equals(BuiltInFunctionDefinitions.IN)) {
            return oneOf(operands.get(0), operands.subList(1, operands.size()));
        }
        if (function.equals(BuiltInFunctionDefinitions.EQUALS)) {
            Optional<ColumnFilter> filter = oneOf(operands.get(0), operands.subList(1, 2));
            return filter.isPresent() ? filter : oneOf(operands.get(1), operands.subList(0, 1));
        }
        return Optional.empty();
    }

    private static Optional<ColumnFilter> either(List<ResolvedExpression> operands) {
        List<ColumnFilter> filters =
                operands.stream().map(ColumnFilter::of).flatMap(Optional::stream).toList();
        boolean onOneColumn = filters.stream().map(ColumnFilter::column).distinct().count() == 1;
        if (filters.size() < operands.size() || !onOneColumn) {
            return Optional.empty();
        }
        return Optional.of(
                new ColumnFilter(
                        filters.get(0).column,
                        filters.get(0).type,
                        filters.stream()
                                .flatMap(filter -> filter.values.stream())
                                .collect(Collectors.toCollection(HashSet::new))));
    }

    private static Optional<ColumnFilter> oneOf(
            ResolvedExpression column, List<ResolvedExpression> literals) {
        if (!(column instanceof FieldReferenceExpression reference)) {
            return Optional.empty();
        }
        LogicalType type = reference.getOutputDataType().getLogicalType();
        var values = new HashSet<Serializable>();
        for (ResolvedExpression literal : literals) {
            Optional<Serializable> value =
                    literal instanceof ValueLiteralExpression found
                            ? value(found, type)
                            : Optional.empty();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(new ColumnFilter(reference.getName(), type, values));
    }

    /** Empty for a literal that the type cannot hold, such as 300 for a TINYINT. */
    private static Optional<Serializable> value(ValueLiteralExpression literal, LogicalType type) {
        try {
            return switch (type.getTypeRoot()) {
                case TINYINT -> number(literal).map(BigDecimal::byteValueExact);
                case SMALLINT -> number(literal).map(BigDecimal::shortValueExact);
                case INTEGER -> number(literal).map(BigDecimal::intValueExact);
                case BIGINT -> number(literal).map(BigDecimal::longValueExact);
                case BOOLEAN -> literal.getValueAs(Boolean.class).map(Serializable.class::cast);
                case VARCHAR -> literal.getValueAs(String.class).map(Serializable.class::cast);
                default -> Optional.empty();
            };
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> number(ValueLiteralExpression literal) {
        return literal.getValueAs(BigDecimal.class);
    }

    /**
     * Whether the filter accepts a row with this value.
     *
     * @param value in the form that it has in Flink's rows
     */
    boolean accepts(Object value) {
        return values.contains(value instanceof StringData text ? text.toString() : value);
    }
}
