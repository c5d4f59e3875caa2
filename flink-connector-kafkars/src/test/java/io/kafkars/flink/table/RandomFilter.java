// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.merge.KeyedRecord;
import io.kafkars.merge.PartitionProgress;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinition;
import org.apache.flink.table.types.DataType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntPredicate;

import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.AND;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.BETWEEN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.CURRENT_TIMESTAMP;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.EQUALS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.GREATER_THAN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.IN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LESS_THAN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LIKE;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.MINUS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.NOT;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.NOT_EQUALS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.OR;

/**
 * A filter as the planner gives it, together with the plainest way to evaluate it, which knows
 * nothing of ranges.
 *
 * @param expression for the table
 * @param evaluated whether the filter is true for a record; {@code null} is SQL's NULL
 */
record RandomFilter(ResolvedExpression expression, Function<KeyedRecord, Boolean> evaluated) {

    /** The last column is one that the table cannot use. */
    static final RecordField[] FIELDS = {
        RecordField.TOPIC,
        RecordField.PARTITION,
        RecordField.OFFSET,
        RecordField.TIMESTAMP,
        RecordField.EVENT_TIME,
        RecordField.VALUE_SIZE
    };

    private static final long MINUTE = 60_000;

    boolean passes(KeyedRecord record) {
        return Boolean.TRUE.equals(evaluated.apply(record));
    }

    static RandomFilter of(Random random, Instant now) {
        // The event time of a record without a timestamp depends on the records before it, and so
        // on a bound of offsets.
        return new Generator(random, now, random.nextBoolean()).filter(3);
    }

    private record Generator(Random random, Instant now, boolean withOffsets) {

        RandomFilter filter(int depth) {
            if (depth == 0 || random.nextInt(4) == 0) {
                return leaf();
            }
            RandomFilter a = filter(depth - 1);
            return switch (random.nextInt(5)) {
                case 0 ->
                        new RandomFilter(
                                call(NOT, a.expression),
                                record -> {
                                    Boolean value = a.evaluated.apply(record);
                                    return value == null ? null : !value;
                                });
                case 1, 2 -> both(AND, false, a, filter(depth - 1));
                default -> both(OR, true, a, filter(depth - 1));
            };
        }

        /** The result is the deciding value if one side has it, and NULL if one side is NULL. */
        private RandomFilter both(
                BuiltInFunctionDefinition function,
                Boolean deciding,
                RandomFilter a,
                RandomFilter b) {
            return new RandomFilter(
                    call(function, a.expression, b.expression),
                    record -> {
                        Boolean left = a.evaluated.apply(record);
                        Boolean right = b.evaluated.apply(record);
                        if (deciding.equals(left) || deciding.equals(right)) {
                            return deciding;
                        }
                        return left == null || right == null ? null : !deciding;
                    });
        }

        private RandomFilter leaf() {
            return switch (random.nextInt(8)) {
                case 0 -> topic();
                case 1 ->
                        number(
                                field(1, DataTypes.INT()),
                                random.nextInt(3),
                                record -> (long) record.partition().partition());
                case 2, 3 ->
                        withOffsets
                                ? number(
                                        field(2, DataTypes.BIGINT()),
                                        random.nextInt(120),
                                        KeyedRecord::offset)
                                : time(4, Generator::eventTime);
                case 4 ->
                        number(
                                field(5, DataTypes.INT()),
                                random.nextInt(10),
                                record -> record.offset() % 10);
                default -> time(3, Generator::timestamp);
            };
        }

        private static Long timestamp(KeyedRecord record) {
            return record.record().timestamp() == -1 ? null : record.record().timestamp();
        }

        private static Long eventTime(KeyedRecord record) {
            Long timestamp = timestamp(record);
            if (timestamp != null) {
                return timestamp;
            }
            return record.mergeKey() == PartitionProgress.NO_KEY ? 0 : record.mergeKey();
        }

        // Leaves

        private RandomFilter topic() {
            ResolvedExpression topic = field(0, DataTypes.STRING());
            String name = List.of("orders", "pay", "pay-cash", "x").get(random.nextInt(4));
            return switch (random.nextInt(4)) {
                case 0 ->
                        new RandomFilter(
                                call(EQUALS, topic, literal(name)),
                                record -> record.partition().topic().equals(name));
                case 1 ->
                        new RandomFilter(
                                call(NOT_EQUALS, literal(name), topic),
                                record -> !record.partition().topic().equals(name));
                case 2 ->
                        new RandomFilter(
                                call(LIKE, topic, literal(name + "%")),
                                record -> record.partition().topic().startsWith(name));
                default ->
                        new RandomFilter(
                                call(IN, topic, literal(name), literal("orders")),
                                record ->
                                        record.partition().topic().equals(name)
                                                || record.partition().topic().equals("orders"));
            };
        }

        private RandomFilter number(
                ResolvedExpression field, long value, Function<KeyedRecord, Long> of) {
            if (random.nextInt(4) == 0) {
                return new RandomFilter(
                        call(BETWEEN, field, literal(value), literal(value + 20)),
                        record -> of.apply(record) >= value && of.apply(record) <= value + 20);
            }
            return compared(field, literal(value), of, record -> value);
        }

        /** With a time in the log, or one that is relative to now, which differs by row. */
        private RandomFilter time(int index, Function<KeyedRecord, Long> of) {
            ResolvedExpression field = field(index, DataTypes.TIMESTAMP_LTZ(3));
            long before = (46_000 + random.nextInt(4_500)) * MINUTE;
            if (random.nextBoolean()) {
                var instant = now.minusMillis(before);
                return compared(field, literal(instant), of, record -> instant.toEpochMilli());
            }
            var current =
                    CallExpression.permanent(
                            CURRENT_TIMESTAMP, List.of(), DataTypes.TIMESTAMP_LTZ(3));
            var ago =
                    CallExpression.permanent(
                            MINUS,
                            List.of(current, literal(Duration.ofMillis(before))),
                            DataTypes.TIMESTAMP_LTZ(3));
            // Clocks that are up to a minute behind, or a job that has run for some hours.
            return compared(
                    field,
                    ago,
                    of,
                    record ->
                            now.toEpochMilli()
                                    + (record.offset() * 7919 % 200 - 1) * MINUTE
                                    - before);
        }

        private RandomFilter compared(
                ResolvedExpression field,
                ResolvedExpression value,
                Function<KeyedRecord, Long> of,
                Function<KeyedRecord, Long> other) {
            int comparison = random.nextInt(6);
            BuiltInFunctionDefinition function =
                    List.of(
                                    EQUALS,
                                    NOT_EQUALS,
                                    LESS_THAN,
                                    LESS_THAN_OR_EQUAL,
                                    GREATER_THAN,
                                    GREATER_THAN_OR_EQUAL)
                            .get(comparison);
            IntPredicate holds =
                    sign ->
                            switch (comparison) {
                                case 0 -> sign == 0;
                                case 1 -> sign != 0;
                                case 2 -> sign < 0;
                                case 3 -> sign <= 0;
                                case 4 -> sign > 0;
                                default -> sign >= 0;
                            };
            boolean mirrored = random.nextBoolean();
            return new RandomFilter(
                    mirrored ? call(function, value, field) : call(function, field, value),
                    record -> {
                        Long found = of.apply(record);
                        if (found == null) {
                            return null;
                        }
                        int sign = Long.compare(found, other.apply(record));
                        return holds.test(mirrored ? -sign : sign);
                    });
        }

        private static ResolvedExpression field(int index, DataType type) {
            return new FieldReferenceExpression("f" + index, type, 0, index);
        }

        private static ResolvedExpression literal(Object value) {
            return new ValueLiteralExpression(value);
        }

        private static ResolvedExpression call(
                BuiltInFunctionDefinition function, ResolvedExpression... arguments) {
            return CallExpression.permanent(function, List.of(arguments), DataTypes.BOOLEAN());
        }
    }
}
