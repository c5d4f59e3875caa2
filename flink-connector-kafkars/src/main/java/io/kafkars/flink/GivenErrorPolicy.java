// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.flink.errors.ErrorHandling;
import io.kafkars.flink.errors.ErrorPolicy;
import io.kafkars.flink.reader.Elements;
import io.kafkars.topics.SourceTopic;
import io.kafkars.validation.Problems;

import java.util.List;
import java.util.Objects;

/**
 * The error policy as it was given to the builder, and the elements that it is for.
 *
 * @param <T> type of the elements
 */
final class GivenErrorPolicy<T> {

    private final Elements<T> elements;
    private ErrorPolicy policy = ErrorPolicy.fail();

    GivenErrorPolicy(Elements<T> elements) {
        this.elements = elements;
    }

    void set(ErrorPolicy given) {
        policy = Objects.requireNonNull(given, "policy");
    }

    void check(List<SourceTopic> topics, Problems problems) {
        problems.require(
                policy instanceof ErrorPolicy.Fail
                        || elements.withErrors(ErrorHandling.FAIL).isPresent(),
                "An error policy cannot be set for this kind of source: Arrow batches are not"
                        + " deserialized, and a source with dead letters emits records that fail");
        ErrorHandling.check(policy, topics, problems);
    }

    /** The elements, with the policy if they have one. */
    Elements<T> elements(ConsumerProperties properties) {
        return elements.withErrors(new ErrorHandling(policy, properties)).orElse(elements);
    }
}
