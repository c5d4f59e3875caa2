// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.lineage;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.streaming.api.lineage.LineageDatasetFacet;

import java.util.Objects;

/**
 * What the source reads in Kafka. Contains nothing of the consumer's configuration, which may have
 * secrets.
 *
 * @param topic name of a topic, or a regular expression for names
 * @param isPattern whether {@code topic} is a regular expression
 */
@PublicEvolving
public record TopicFacet(String topic, boolean isPattern) implements LineageDatasetFacet {

    /** Name of the facet in its dataset. */
    public static final String NAME = "kafkars";

    public TopicFacet {
        Objects.requireNonNull(topic, "topic");
    }

    @Override
    public String name() {
        return NAME;
    }
}
