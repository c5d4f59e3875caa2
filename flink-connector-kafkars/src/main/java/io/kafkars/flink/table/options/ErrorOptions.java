// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.table.options;

import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Problems;

import java.util.List;
import java.util.Optional;

import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_ERRORS_DEAD_LETTER_TOPIC;
import static io.kafkars.flink.table.options.KafkarsOptions.SCAN_ERRORS_MODE;

/** From the options on errors to the policy for records that cannot be decoded. */
final class ErrorOptions {

    private ErrorOptions() {}

    /** Reads the policy; what is wrong is added to the problems, and leaves the default. */
    static ErrorPolicy read(OptionReader options, List<SourceTopic> topics) {
        Problems problems = options.problems();
        ErrorMode mode = options.choice(SCAN_ERRORS_MODE, ErrorMode.class).orElse(ErrorMode.FAIL);
        Optional<String> topic = options.text(SCAN_ERRORS_DEAD_LETTER_TOPIC).map(String::strip);
        problems.require(
                mode != ErrorMode.DEAD_LETTER || topic.isPresent(),
                "Option '%s' is 'dead-letter', which needs option '%s'",
                SCAN_ERRORS_MODE.key(),
                SCAN_ERRORS_DEAD_LETTER_TOPIC.key());
        problems.require(
                mode == ErrorMode.DEAD_LETTER || topic.isEmpty(),
                "Option '%s' has no effect unless option '%s' is 'dead-letter'",
                SCAN_ERRORS_DEAD_LETTER_TOPIC.key(),
                SCAN_ERRORS_MODE.key());
        if (mode == ErrorMode.SKIP) {
            return ErrorPolicy.skip();
        }
        return mode == ErrorMode.DEAD_LETTER && topic.isPresent()
                ? deadLetterTopic(topic.get(), topics, problems)
                : ErrorPolicy.fail();
    }

    private static ErrorPolicy deadLetterTopic(
            String name, List<SourceTopic> topics, Problems problems) {
        problems.require(
                topics.stream().noneMatch(topic -> topic.covers(name)),
                "Option '%s' names '%s', which is among the topics that the table reads: its"
                        + " records would fail again and again",
                SCAN_ERRORS_DEAD_LETTER_TOPIC.key(),
                name);
        try {
            return ErrorPolicy.deadLetterTopic(name);
        } catch (IllegalArgumentException e) {
            problems.add(
                    "Option '%s' must be the name of a topic: %s",
                    SCAN_ERRORS_DEAD_LETTER_TOPIC.key(), e.getMessage());
            return ErrorPolicy.fail();
        }
    }
}
