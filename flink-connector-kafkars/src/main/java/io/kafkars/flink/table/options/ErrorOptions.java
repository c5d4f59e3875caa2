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
        return switch (mode) {
            case FAIL -> ErrorPolicy.fail();
            case SKIP -> ErrorPolicy.skip();
            case DEAD_LETTER -> {
                Optional<String> topic = options.text(SCAN_ERRORS_DEAD_LETTER_TOPIC);
                problems.require(
                        topic.isPresent(),
                        "Option '%s' is 'dead-letter', which needs option '%s'",
                        SCAN_ERRORS_MODE.key(),
                        SCAN_ERRORS_DEAD_LETTER_TOPIC.key());
                yield topic.map(String::strip)
                        .map(name -> deadLetterTopic(name, topics, problems))
                        .orElse(ErrorPolicy.fail());
            }
        };
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
