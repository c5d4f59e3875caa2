// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.SourceTopic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicArgumentTest {

    private final TopicArgument argument = new TopicArgument();

    @Test
    void eachPolicyIsParsed() {
        assertThat(argument.convert("a.b-c_1:earliest")).isEqualTo(SourceTopic.earliest("a.b-c_1"));
        assertThat(argument.convert("a:latest")).isEqualTo(SourceTopic.latest("a"));
        assertThat(argument.convert("a:relative_time:3600000"))
                .isEqualTo(SourceTopic.relativeTime("a", Duration.ofHours(1)));
        for (String hour : List.of("1h", "60 min", "3600s", "1 hour")) {
            assertThat(argument.convert("a:relative_time:" + hour))
                    .isEqualTo(SourceTopic.relativeTime("a", Duration.ofHours(1)));
        }
        assertThat(argument.convert("a:absolute_time:1517966773840"))
                .isEqualTo(SourceTopic.absoluteTime("a", Instant.ofEpochMilli(1_517_966_773_840L)));
        assertThat(argument.convert("a:committed"))
                .isEqualTo(SourceTopic.committed("a", OffsetPolicy.Fallback.EARLIEST));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | has no policy",
                "a: | '' is not a policy",
                "a:yesterday | 'yesterday' is not a policy",
                "a:Earliest | 'Earliest' is not a policy",
                "a:earliest:5 | earliest takes no argument",
                "a:committed:latest | committed takes no argument",
                "a:relative_time | relative_time needs a duration, such as 1h",
                "a:relative_time: | '' is not a duration",
                "a:relative_time:1 fortnight | '1 fortnight' is not a duration",
                "a:relative_time:-1 | '-1' is not a duration",
                "a:absolute_time | absolute_time needs a number of milliseconds",
                "a:absolute_time:1h | '1h' is not a number of milliseconds",
                "a:absolute_time:99999999999999999999 | is not a number of milliseconds",
                "a:absolute_time:-1 | absolute time",
                ":earliest | has an invalid name",
                "a b:earliest | has an invalid name"
            })
    void anythingElseIsRejectedWithAListOfThePolicies(String text, String reason) {
        assertThatThrownBy(() -> argument.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(reason)
                .hasMessageContaining(TopicArgument.ALLOWED);
    }
}
