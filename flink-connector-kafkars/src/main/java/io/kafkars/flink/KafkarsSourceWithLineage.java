// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.flink.lineage.SourceLineage;
import io.kafkars.flink.reader.Elements;

import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

import java.util.regex.Pattern;

/**
 * The source as Flink's lineage listeners know it.
 *
 * <p>Versions of Flink before 1.20 lack the interface. The JVM cannot even load a class that
 * implements it there, so the class that users name does not: {@link KafkarsSource#of} names the
 * version.
 *
 * @param <T> type of the stream's elements
 */
final class KafkarsSourceWithLineage<T> extends KafkarsSource<T> implements LineageVertexProvider {

    private static final long serialVersionUID = 1L;

    private KafkarsSourceWithLineage(SourceSettings settings, Elements<T> elements) {
        super(settings, elements);
    }

    /** Returns the type that every Flink can load: the JVM loads this class when this is called. */
    static <T> KafkarsSource<T> create(SourceSettings settings, Elements<T> elements) {
        return new KafkarsSourceWithLineage<>(settings, elements);
    }

    @Override
    public LineageVertex getLineageVertex() {
        return SourceLineage.of(
                getBoundedness(),
                settings().properties().bootstrapServers(),
                settings().topics().stream().flatMap(topic -> topic.name().stream()).toList(),
                settings().topics().stream()
                        .flatMap(topic -> topic.pattern().stream())
                        .map(Pattern::pattern)
                        .toList(),
                getProducedType());
    }
}
