// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.topics.OffsetPolicy;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.util.TimeUtils;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Reads a topic and its start from the command line: {@code topic:policy} or {@code
 * topic:policy:argument}. Durations are written as in SQL options.
 */
final class TopicArgument implements ITypeConverter<SourceTopic> {

    static final String ALLOWED =
            "earliest, latest, relative_time:DURATION (that long back from now, such as 30min, 1h"
                    + " or '2 d'; milliseconds without a unit),"
                    + " absolute_time:MS (milliseconds since 1970-01-01 UTC),"
                    + " committed (of the consumer group; earliest where it has none)";

    @Override
    public SourceTopic convert(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw rejected(text, "it has no policy");
        }
        try {
            return SourceTopic.of(
                    text.substring(0, colon), policy(text, text.substring(colon + 1)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw rejected(text, e.getMessage());
        }
    }

    private static OffsetPolicy policy(String text, String policy) {
        int colon = policy.indexOf(':');
        String name = colon < 0 ? policy : policy.substring(0, colon);
        String argument = colon < 0 ? null : policy.substring(colon + 1);
        if (argument == null && name.equals("relative_time")) {
            throw rejected(text, name + " needs a duration, such as 1h");
        }
        if (argument == null && name.equals("absolute_time")) {
            throw rejected(text, name + " needs a number of milliseconds");
        }
        return switch (name) {
            case "relative_time" -> OffsetPolicy.relativeTime(duration(text, argument));
            case "absolute_time" ->
                    OffsetPolicy.absoluteTime(Instant.ofEpochMilli(millis(text, argument)));
            case "earliest", "latest", "committed" -> {
                if (argument != null) {
                    throw rejected(text, name + " takes no argument");
                }
                yield switch (name) {
                    case "earliest" -> OffsetPolicy.earliest();
                    case "latest" -> OffsetPolicy.latest();
                    default -> OffsetPolicy.committed(OffsetPolicy.Fallback.EARLIEST);
                };
            }
            default -> throw rejected(text, "'" + name + "' is not a policy");
        };
    }

    private static Duration duration(String text, String argument) {
        try {
            return TimeUtils.parseDuration(argument);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw rejected(
                    text, "'" + argument + "' is not a duration, such as 30min, 1h or '2 d'");
        }
    }

    private static long millis(String text, String argument) {
        try {
            return Long.parseLong(argument);
        } catch (NumberFormatException e) {
            throw rejected(text, "'" + argument + "' is not a number of milliseconds");
        }
    }

    private static TypeConversionException rejected(String text, String why) {
        return new TypeConversionException(
                "'%s': %s. Expected TOPIC:POLICY with one of these policies: %s"
                        .formatted(text, why, ALLOWED));
    }
}
