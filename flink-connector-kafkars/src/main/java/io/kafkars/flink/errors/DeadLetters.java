// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.errors;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Dead letters within the job. A Flink source has one output and no side outputs, so it emits
 * either an element or a dead letter, and an operator after it separates them:
 *
 * <pre>{@code
 * KafkarsSource<Either<DeadLetter, Order>> source =
 *         KafkarsSource.withDeadLetters(schema)
 *                 .setBootstrapServers("localhost:9092")
 *                 .setTopics(SourceTopic.earliest("orders"))
 *                 .build();
 * SingleOutputStreamOperator<Order> orders =
 *         DeadLetters.split(env.fromSource(source, WatermarkStrategy.noWatermarks(), "orders"));
 * DataStream<DeadLetter> deadLetters = orders.getSideOutput(DeadLetters.TAG);
 * }</pre>
 *
 * <p>Dead letters are elements like others: they have the timestamps of their records, their places
 * in the order, and take part in Flink's checkpoints, so that each affects state exactly once.
 */
@PublicEvolving
public final class DeadLetters {

    /** The side output of {@link #split}. */
    public static final OutputTag<DeadLetter> TAG =
            new OutputTag<>("kafkars-dead-letters", TypeInformation.of(DeadLetter.class));

    private DeadLetters() {}

    /**
     * The elements of a source made by {@code KafkarsSource.withDeadLetters}; the dead letters are
     * the side output {@link #TAG}. The operator has the parallelism of the source, and is chained
     * to it.
     *
     * @param read the stream of the source
     * @throws IllegalArgumentException if the stream is of another type
     */
    public static <T> SingleOutputStreamOperator<T> split(DataStream<Either<DeadLetter, T>> read) {
        if (!(read.getType() instanceof EitherTypeInfo<DeadLetter, T> either)) {
            throw new IllegalArgumentException(
                    "Only the stream of a source made by KafkarsSource.withDeadLetters can be"
                            + " split, before anything else is done with it. This stream has the"
                            + " type "
                            + read.getType());
        }
        return read.process(new Split<T>())
                .returns(either.getRightType())
                .name("Dead letters")
                .setParallelism(read.getParallelism());
    }

    /** Type of the elements of such a source. */
    @Internal
    public static <T> TypeInformation<Either<DeadLetter, T>> typeOf(
            TypeInformation<T> elementType) {
        return new EitherTypeInfo<>(TypeInformation.of(DeadLetter.class), elementType);
    }

    private static final class Split<T> extends ProcessFunction<Either<DeadLetter, T>, T> {

        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(
                Either<DeadLetter, T> read, Context context, Collector<T> elements) {
            if (read.isRight()) {
                elements.collect(read.right());
            } else {
                context.output(TAG, read.left());
            }
        }
    }
}
