// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.flink.table.options.TableSettings;
import io.kafkars.merge.PartitionId;
import io.kafkars.topics.LongRanges;
import io.kafkars.topics.RecordRange;
import io.kafkars.topics.ScanRange;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinition;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says in words what a scan reads, as far as that is known without asking Kafka, and puts it where
 * {@code EXPLAIN} shows it.
 *
 * <p>The planner shows nothing of a source but what it has pushed into it, so the words travel with
 * the accepted filters, as a filter that is always true. In a compiled plan they come back together
 * with them. The number of accepted filters must not change then, so the words are part of the last
 * one, if there is any.
 */
final class ScanDescription {

    private static final String PREFIX = "reads ";

    private ScanDescription() {}

    // The words

    /** Which topics and partitions are read, from where to where, and what filters demand. */
    static String of(TableSettings settings, RecordPredicate predicate) {
        ScanRange range = predicate.range(settings.end().bounded(), settings.maxDisorder());
        String demand = predicate.toString();
        return PREFIX
                + settings.topics().stream()
                        .map(topic -> ofTopic(topic, range))
                        .collect(Collectors.joining(", "))
                + (demand.isEmpty() ? "" : "; only " + demand)
                + "; until "
                + settings.end().replayEnd()
                + (settings.end().bounded() ? "" : ", then live");
    }

    private static String ofTopic(SourceTopic topic, ScanRange range) {
        String name =
                topic.name().orElseGet(() -> "pattern " + topic.pattern().orElseThrow().pattern());
        LongRanges partitions = partitions(topic, range);
        return partitions.isEmpty()
                ? name + " (0 partitions)"
                : name + " (" + text(topic, partitions) + ") from " + topic.policy();
    }

    /** Numbers of partitions that may be read, if they exist. */
    private static LongRanges partitions(SourceTopic topic, ScanRange range) {
        if (!topic.selectedPartitions().isEmpty()) {
            return topic.selectedPartitions().stream()
                    .filter(
                            number ->
                                    topic.name()
                                            .map(name -> new PartitionId(name, number))
                                            .map(range::reads)
                                            .orElse(true))
                    .map(number -> LongRanges.between(number, number))
                    .reduce(LongRanges.NONE, LongRanges::union);
        }
        return range.parts().stream()
                .filter(part -> topic.name().map(part.topics()::contains).orElse(true))
                .map(RecordRange::partitions)
                .reduce(LongRanges.NONE, LongRanges::union)
                .intersect(LongRanges.between(0, Integer.MAX_VALUE));
    }

    private static String text(SourceTopic topic, LongRanges partitions) {
        boolean open = partitions.last() == Integer.MAX_VALUE;
        if (open) {
            boolean all = partitions.equals(LongRanges.between(0, Integer.MAX_VALUE));
            return "all partitions" + (all ? "" : " of " + partitions);
        }
        long number =
                partitions.ranges().stream()
                        .mapToLong(range -> range.last() - range.first() + 1)
                        .sum();
        boolean exact = topic.name().isPresent() && !topic.selectedPartitions().isEmpty();
        return (exact ? "" : "at most ")
                + number
                + (number == 1 ? " partition " : " partitions ")
                + partitions;
    }

    // With the filters

    /** The filters, of which one also has the description. */
    static List<ResolvedExpression> addTo(List<ResolvedExpression> filters, String description) {
        ResolvedExpression note =
                call(
                        BuiltInFunctionDefinitions.IS_NOT_NULL,
                        new ValueLiteralExpression(description));
        if (filters.isEmpty()) {
            return List.of(note);
        }
        var all = new ArrayList<>(filters);
        ResolvedExpression last = all.remove(all.size() - 1);
        all.add(call(BuiltInFunctionDefinitions.AND, last, note));
        return all;
    }

    /** The filters without a description. */
    static List<ResolvedExpression> removeFrom(List<ResolvedExpression> filters) {
        return filters.stream()
                .filter(filter -> !isDescription(filter))
                .map(
                        filter ->
                                is(filter, BuiltInFunctionDefinitions.AND)
                                                && isDescription(
                                                        filter.getResolvedChildren().get(1))
                                        ? filter.getResolvedChildren().get(0)
                                        : filter)
                .toList();
    }

    private static boolean isDescription(ResolvedExpression filter) {
        return is(filter, BuiltInFunctionDefinitions.IS_NOT_NULL)
                && filter.getResolvedChildren().get(0) instanceof ValueLiteralExpression literal
                && literal.getValueAs(String.class)
                        .filter(text -> text.startsWith(PREFIX))
                        .isPresent();
    }

    private static boolean is(ResolvedExpression filter, FunctionDefinition function) {
        return filter instanceof CallExpression call && call.getFunctionDefinition() == function;
    }

    private static ResolvedExpression call(
            BuiltInFunctionDefinition function, ResolvedExpression... arguments) {
        return CallExpression.permanent(function, List.of(arguments), DataTypes.BOOLEAN());
    }
}
