// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table;

import io.kafkars.topics.LongRanges;
import io.kafkars.topics.RecordRange;
import io.kafkars.topics.ScanRange;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinition;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** What a filter demands, as far as it is understood. */
class FilterTranslatorTest {

    private static final ResolvedExpression TOPIC =
            new FieldReferenceExpression("t", DataTypes.STRING(), 0, 0);
    private static final ResolvedExpression PARTITION =
            new FieldReferenceExpression("p", DataTypes.INT(), 0, 1);
    private static final ResolvedExpression OFFSET =
            new FieldReferenceExpression("o", DataTypes.BIGINT(), 0, 2);
    private static final ResolvedExpression TIMESTAMP =
            new FieldReferenceExpression("ts", DataTypes.TIMESTAMP_LTZ(3), 0, 3);
    private static final ResolvedExpression OTHER =
            new FieldReferenceExpression("x", DataTypes.INT(), 0, 4);
    private static final RecordField[] FIELDS = {
        RecordField.TOPIC, RecordField.PARTITION, RecordField.OFFSET, RecordField.TIMESTAMP
    };

    private final FilterTranslator translator =
            new FilterTranslator(
                    index -> index < FIELDS.length ? Optional.of(FIELDS[index]) : Optional.empty(),
                    ZoneId.of("Asia/Tokyo"));

    @Test
    void theEventTimeIsNarrowedLikeTheTimestamp() {
        for (RecordField field : List.of(RecordField.EVENT_TIME, RecordField.RAW_TIMESTAMP)) {
            var ofField = new FilterTranslator(index -> Optional.of(field), ZoneId.of("UTC"));
            var bound = new ValueLiteralExpression(Instant.ofEpochMilli(7));

            assertThat(
                            ofField.translate(
                                            call(
                                                    BuiltInFunctionDefinitions
                                                            .GREATER_THAN_OR_EQUAL,
                                                    TIMESTAMP,
                                                    bound))
                                    .toString())
                    .isEqualTo("timestamps=[7..]");
        }
    }

    @Test
    void comparisonsWithNumbersAreRanges() {
        assertThat(text(call(BuiltInFunctionDefinitions.EQUALS, PARTITION, literal(3))))
                .isEqualTo("partitions=[3]");
        assertThat(text(call(BuiltInFunctionDefinitions.LESS_THAN, literal(3), PARTITION)))
                .isEqualTo("partitions=[4..]");
        assertThat(
                        text(
                                call(
                                        BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL,
                                        OFFSET,
                                        literal(5L))))
                .isEqualTo("offsets=[5..]");
        assertThat(text(call(BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL, OFFSET, literal(5L))))
                .isEqualTo("offsets=[..5]");
        assertThat(
                        text(
                                call(
                                        BuiltInFunctionDefinitions.LESS_THAN,
                                        OFFSET,
                                        literal(new BigDecimal("5.5")))))
                .isEqualTo("offsets=[..5]");
        assertThat(
                        text(
                                call(
                                        BuiltInFunctionDefinitions.EQUALS,
                                        OFFSET,
                                        literal(new BigDecimal("5.5")))))
                .isEqualTo("nothing");
        assertThat(text(call(BuiltInFunctionDefinitions.BETWEEN, OFFSET, literal(2L), literal(4L))))
                .isEqualTo("offsets=[2..4]");
    }

    @Test
    void boundsOnTimeAreRoundedToMillisecondsThatMeetThem() {
        var instant = new ValueLiteralExpression(Instant.ofEpochSecond(1, 500_600));
        assertThat(text(call(BuiltInFunctionDefinitions.GREATER_THAN, TIMESTAMP, instant)))
                .isEqualTo("timestamps=[1001..]");
        assertThat(text(call(BuiltInFunctionDefinitions.LESS_THAN, TIMESTAMP, instant)))
                .isEqualTo("timestamps=[..1000]");
    }

    @Test
    void aTimeWithoutAZoneMayBeLocalOrUtc() {
        var local = new ValueLiteralExpression(LocalDateTime.of(1970, 1, 1, 10, 0));
        long hour = 3_600_000;
        assertThat(text(call(BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL, TIMESTAMP, local)))
                .isEqualTo("timestamps=[" + hour + "..]");
        assertThat(text(call(BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL, TIMESTAMP, local)))
                .isEqualTo("timestamps=[.." + 10 * hour + "]");
    }

    @Test
    void andNarrowsAndOrWidens() {
        var p3 = call(BuiltInFunctionDefinitions.EQUALS, PARTITION, literal(3));
        var p5 = call(BuiltInFunctionDefinitions.EQUALS, PARTITION, literal(5));
        var a = call(BuiltInFunctionDefinitions.EQUALS, TOPIC, literal("a"));
        var other = call(BuiltInFunctionDefinitions.EQUALS, OTHER, literal(1));
        assertThat(text(call(BuiltInFunctionDefinitions.AND, p3, a, other)))
                .isEqualTo("topics=[a], partitions=[3]");
        assertThat(text(call(BuiltInFunctionDefinitions.OR, p3, p5)))
                .isEqualTo("partitions=[3, 5]");
        assertThat(text(call(BuiltInFunctionDefinitions.OR, p3, a)))
                .isEqualTo("partitions=[3] or topics=[a]");
        assertThat(text(call(BuiltInFunctionDefinitions.OR, p3, other))).isEmpty();
        assertThat(text(call(BuiltInFunctionDefinitions.IN, TOPIC, literal("b"), literal("a"))))
                .isEqualTo("topics=[a, b]");
    }

    @Test
    void whatIsNotUnderstoodDemandsNothing() {
        assertThat(text(call(BuiltInFunctionDefinitions.IS_NOT_NULL, PARTITION))).isEmpty();
        assertThat(text(call(BuiltInFunctionDefinitions.NOT, TOPIC))).isEmpty();
        assertThat(text(call(BuiltInFunctionDefinitions.EQUALS, PARTITION, OTHER))).isEmpty();
        assertThat(text(call(BuiltInFunctionDefinitions.GREATER_THAN, TOPIC, literal("a"))))
                .isEmpty();
        assertThat(text(TOPIC)).isEmpty();
    }

    @Test
    void anUpperBoundDoesNotEndAnUnboundedScan() {
        var part =
                RecordRange.ALL
                        .withPartitions(LongRanges.between(1, 2))
                        .withOffsets(LongRanges.between(5, 9))
                        .withTimestamps(LongRanges.between(100, 200));
        var predicate = RecordPredicate.of(part);
        var fromHundred = LongRanges.between(100, Long.MAX_VALUE);
        assertThat(predicate.range(false, Duration.ZERO))
                .isEqualTo(
                        ScanRange.of(
                                part.withOffsets(LongRanges.between(5, Long.MAX_VALUE))
                                        .withTimestamps(fromHundred)));
        assertThat(predicate.range(true, null))
                .isEqualTo(ScanRange.of(part.withTimestamps(fromHundred)));
        assertThat(predicate.range(true, Duration.ofMillis(7)))
                .isEqualTo(ScanRange.of(part.withTimestamps(LongRanges.between(100, 207))));
    }

    @Test
    void whatIsNotTrueIsTheOpposite() {
        var p3 = call(BuiltInFunctionDefinitions.EQUALS, PARTITION, literal(3));
        var a = call(BuiltInFunctionDefinitions.EQUALS, TOPIC, literal("a"));
        assertThat(text(call(BuiltInFunctionDefinitions.NOT, p3)))
                .isEqualTo("partitions=[..2, 4..]");
        assertThat(text(call(BuiltInFunctionDefinitions.NOT_EQUALS, literal(3), PARTITION)))
                .isEqualTo("partitions=[..2, 4..]");
        assertThat(text(call(BuiltInFunctionDefinitions.NOT_EQUALS, TOPIC, literal("a"))))
                .isEqualTo("topics=not [a]");
        assertThat(
                        text(
                                not(
                                        call(
                                                BuiltInFunctionDefinitions.IN,
                                                TOPIC,
                                                literal("b"),
                                                literal("a")))))
                .isEqualTo("topics=not [a, b]");
        assertThat(
                        text(
                                not(
                                        call(
                                                BuiltInFunctionDefinitions.BETWEEN,
                                                OFFSET,
                                                literal(2L),
                                                literal(4L)))))
                .isEqualTo("offsets=[..1, 5..]");
        assertThat(text(not(call(BuiltInFunctionDefinitions.OR, p3, a))))
                .isEqualTo("topics=not [a], partitions=[..2, 4..]");
        assertThat(text(not(call(BuiltInFunctionDefinitions.AND, p3, a))))
                .isEqualTo("partitions=[..2, 4..] or topics=not [a]");
        assertThat(text(not(not(p3)))).isEqualTo("partitions=[3]");
        assertThat(text(not(call(BuiltInFunctionDefinitions.LESS_THAN, OFFSET, literal(5L)))))
                .isEqualTo("offsets=[5..]");
    }

    @Test
    void topicsMayBeLikeAPattern() {
        var like = call(BuiltInFunctionDefinitions.LIKE, TOPIC, literal("pay%"));
        assertThat(text(like)).isEqualTo("topics=like pay%");
        assertThat(text(not(like))).isEqualTo("topics=not like pay%");
        assertThat(text(call(BuiltInFunctionDefinitions.LIKE, TOPIC, literal("pay\\_%"))))
                .as("whether this escapes depends on the version of Flink")
                .isEmpty();
        assertThat(
                        text(
                                call(
                                        BuiltInFunctionDefinitions.LIKE,
                                        TOPIC,
                                        literal("pay!_%"),
                                        literal("!"))))
                .isEmpty();
    }

    @Test
    void rangesOfDifferentTopicsStayApart() {
        var a = call(BuiltInFunctionDefinitions.EQUALS, TOPIC, literal("a"));
        var b = call(BuiltInFunctionDefinitions.EQUALS, TOPIC, literal("b"));
        var from5 = call(BuiltInFunctionDefinitions.GREATER_THAN, OFFSET, literal(4L));
        var from9 = call(BuiltInFunctionDefinitions.GREATER_THAN, OFFSET, literal(8L));
        assertThat(
                        text(
                                call(
                                        BuiltInFunctionDefinitions.OR,
                                        call(BuiltInFunctionDefinitions.AND, a, from5),
                                        call(BuiltInFunctionDefinitions.AND, b, from9))))
                .isEqualTo("topics=[a], offsets=[5..] or topics=[b], offsets=[9..]");
    }

    // The current time

    private static final ResolvedExpression NOW =
            CallExpression.permanent(
                    BuiltInFunctionDefinitions.CURRENT_TIMESTAMP,
                    List.of(),
                    DataTypes.TIMESTAMP_LTZ(3));
    private static final ResolvedExpression DAY_AGO =
            CallExpression.permanent(
                    BuiltInFunctionDefinitions.MINUS,
                    List.of(NOW, literal(Duration.ofDays(1))),
                    DataTypes.TIMESTAMP_LTZ(3));

    @Test
    void aLowerBoundMayBeRelativeToTheCurrentTime() {
        for (var comparison :
                List.of(
                        BuiltInFunctionDefinitions.GREATER_THAN,
                        BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL,
                        BuiltInFunctionDefinitions.EQUALS)) {
            assertThat(text(call(comparison, TIMESTAMP, DAY_AGO))).isEqualTo("age=[..PT24H]");
        }
        assertThat(text(call(BuiltInFunctionDefinitions.LESS_THAN, DAY_AGO, TIMESTAMP)))
                .isEqualTo("age=[..PT24H]");
        assertThat(text(not(call(BuiltInFunctionDefinitions.LESS_THAN, TIMESTAMP, DAY_AGO))))
                .isEqualTo("age=[..PT24H]");
        assertThat(text(call(BuiltInFunctionDefinitions.BETWEEN, TIMESTAMP, DAY_AGO, NOW)))
                .isEqualTo("age=[..PT24H]");
        assertThat(
                        text(
                                call(
                                        BuiltInFunctionDefinitions.GREATER_THAN,
                                        TIMESTAMP,
                                        call(
                                                BuiltInFunctionDefinitions.PLUS,
                                                DAY_AGO,
                                                literal(Duration.ofHours(1))))))
                .isEqualTo("age=[..PT23H]");
        assertThat(
                        text(
                                call(
                                        BuiltInFunctionDefinitions.GREATER_THAN,
                                        TIMESTAMP,
                                        call(
                                                BuiltInFunctionDefinitions.MINUS,
                                                NOW,
                                                literal(Period.ofMonths(2))))))
                .as("two months are at most 62 days, and an hour")
                .isEqualTo("age=[..PT1512H]");
    }

    @Test
    void anUpperBoundThatIsRelativeToTheCurrentTimeDemandsNothing() {
        assertThat(text(call(BuiltInFunctionDefinitions.LESS_THAN, TIMESTAMP, DAY_AGO))).isEmpty();
        assertThat(text(call(BuiltInFunctionDefinitions.GREATER_THAN, DAY_AGO, TIMESTAMP)))
                .isEmpty();
        assertThat(text(not(call(BuiltInFunctionDefinitions.GREATER_THAN, TIMESTAMP, DAY_AGO))))
                .isEmpty();
        assertThat(text(call(BuiltInFunctionDefinitions.NOT_EQUALS, TIMESTAMP, DAY_AGO))).isEmpty();
    }

    private static ResolvedExpression not(ResolvedExpression filter) {
        return call(BuiltInFunctionDefinitions.NOT, filter);
    }

    private String text(ResolvedExpression filter) {
        return translator.translate(filter).toString();
    }

    private static ResolvedExpression call(
            BuiltInFunctionDefinition function, ResolvedExpression... arguments) {
        return CallExpression.permanent(function, List.of(arguments), DataTypes.BOOLEAN());
    }

    private static ResolvedExpression literal(Object value) {
        return new ValueLiteralExpression(value);
    }
}
