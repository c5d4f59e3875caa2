// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.errors.DeadLetter;
import io.kafkars.flink.errors.DeadLetters;
import io.kafkars.flink.errors.ErrorPolicy;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;

import org.junit.jupiter.api.Test;

import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which error policies a source takes, and the type of its elements. */
class ErrorPolicyTest {

    @Test
    void aTopicForDeadLettersMustNotBeRead() {
        assertThatThrownBy(
                        () ->
                                to(KafkarsSource.messages())
                                        .setTopics("events")
                                        .setErrorPolicy(ErrorPolicy.deadLetterTopic("events"))
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "Topic 'events' is for dead letters, and must not be among the topics that"
                                + " are read");
        assertThatThrownBy(
                        () ->
                                to(KafkarsSource.messages())
                                        .setTopicPattern(Pattern.compile("events.*"))
                                        .setErrorPolicy(ErrorPolicy.deadLetterTopic("events-dead"))
                                        .build())
                .hasMessageContaining("Topic 'events-dead' is for dead letters");
    }

    @Test
    void aTopicForDeadLettersHasTheNameOfATopic() {
        assertThatThrownBy(() -> ErrorPolicy.deadLetterTopic("no topic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Topic 'no topic' has an invalid name");
    }

    @Test
    void arrowBatchesAndDeadLettersTakeNoPolicy() {
        for (KafkarsSourceBuilder<?> builder :
                new KafkarsSourceBuilder<?>[] {
                    KafkarsSource.arrow(), KafkarsSource.withDeadLetters(new Numbers())
                }) {
            to(builder).setTopics("events").setErrorPolicy(ErrorPolicy.fail()).build();
            assertThatThrownBy(builder.setErrorPolicy(ErrorPolicy.skip())::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("An error policy cannot be set for this kind of source");
        }
    }

    @Test
    void aSourceWithDeadLettersGivesEither() {
        var type =
                to(KafkarsSource.withDeadLetters(new Numbers()))
                        .setTopics("events")
                        .build()
                        .getProducedType();

        assertThat(type).isInstanceOf(EitherTypeInfo.class);
        var either = (EitherTypeInfo<DeadLetter, Integer>) type;
        assertThat(either.getRightType()).isEqualTo(Types.INT);
        assertThat(either.getLeftType()).isEqualTo(TypeInformation.of(DeadLetter.class));
        assertThat(either.getLeftType())
                .as("Flink knows its fields, and does not fall back to Kryo")
                .isNotInstanceOf(GenericTypeInfo.class);
    }

    @Test
    void onlyTheStreamOfSuchASourceIsSplit() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        @SuppressWarnings({"unchecked", "rawtypes"})
        DataStream<Either<DeadLetter, String>> other = (DataStream) env.fromData("a");

        assertThatThrownBy(() -> DeadLetters.split(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("KafkarsSource.withDeadLetters")
                .hasMessageContaining("String");
    }

    private static <T> KafkarsSourceBuilder<T> to(KafkarsSourceBuilder<T> builder) {
        return builder.setBootstrapServers("localhost:9092");
    }
}
