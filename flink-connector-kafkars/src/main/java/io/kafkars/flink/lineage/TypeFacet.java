// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.lineage;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.lineage.LineageDatasetFacet;

import java.util.Objects;

/**
 * What the source emits.
 *
 * @param type type of the stream's elements
 */
@PublicEvolving
public record TypeFacet(TypeInformation<?> type) implements LineageDatasetFacet {

    /** Name of the facet in its dataset. */
    public static final String NAME = "type";

    public TypeFacet {
        Objects.requireNonNull(type, "type");
    }

    @Override
    public String name() {
        return NAME;
    }
}
