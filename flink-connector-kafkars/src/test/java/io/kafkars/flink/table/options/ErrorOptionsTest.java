// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.topics.SourceTopic;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The error modes, and the policies that they become. */
class ErrorOptionsTest {

    private GivenOptions given;

    private ErrorPolicy policy(String... options) {
        given = GivenOptions.of(options);
        return ErrorOptions.read(given.reader(), List.of(SourceTopic.earliest("events")));
    }

    @Test
    void aModeBecomesItsPolicy() {
        assertThat(policy()).isEqualTo(ErrorPolicy.fail());
        assertThat(policy("scan.errors.mode", "fail")).isEqualTo(ErrorPolicy.fail());
        assertThat(policy("scan.errors.mode", "skip")).isEqualTo(ErrorPolicy.skip());
        assertThat(
                        policy(
                                "scan.errors.mode", "dead-letter",
                                "scan.errors.dead-letter.topic", " letters "))
                .isEqualTo(ErrorPolicy.deadLetterTopic("letters"));
        assertThat(given.found()).isEmpty();
    }

    @Test
    void deadLettersNeedATopicAndTheTopicNeedsDeadLetters() {
        assertThat(policy("scan.errors.mode", "dead-letter")).isEqualTo(ErrorPolicy.fail());
        assertThat(given.found())
                .singleElement()
                .asString()
                .endsWith("is 'dead-letter', which needs option 'scan.errors.dead-letter.topic'");
        policy("scan.errors.mode", "skip", "scan.errors.dead-letter.topic", "letters");
        UnreadOptions.refuse(given.reader());
        assertThat(given.found())
                .singleElement()
                .asString()
                .contains("has no effect unless option 'scan.errors.mode' is 'dead-letter'");
    }

    @Test
    void deadLettersAreNotWrittenToATopicThatTheTableReads() {
        policy("scan.errors.mode", "dead-letter", "scan.errors.dead-letter.topic", "events");
        assertThat(given.found())
                .singleElement()
                .asString()
                .contains("names 'events', which is among the topics that the table reads");
    }

    @Test
    void theTopicOfDeadLettersMustHaveAValidName() {
        assertThat(
                        policy(
                                "scan.errors.mode", "dead-letter",
                                "scan.errors.dead-letter.topic", "a b"))
                .isEqualTo(ErrorPolicy.fail());
        assertThat(given.found())
                .singleElement()
                .asString()
                .contains("must be the name of a topic");
    }
}
