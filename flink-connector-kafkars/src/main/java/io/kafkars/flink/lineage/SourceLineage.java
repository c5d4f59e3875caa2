// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.lineage;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageDatasetFacet;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the source's vertex of Flink's lineage graph. Datasets are named as in OpenLineage: the
 * topic is the name, and {@code kafka://host:port} the namespace. Each topic is a dataset of its
 * own, so that it is the same dataset as that of the job that writes the topic. A pattern is one
 * dataset.
 */
@Internal
public final class SourceLineage {

    private SourceLineage() {}

    /**
     * @param boundedness of the source
     * @param bootstrapServers the consumer's {@code bootstrap.servers}; the first of them gives the
     *     namespace
     * @param topicNames topics that are read by name, may be empty
     * @param topicPatterns regular expressions of the topics that are read by pattern, may be empty
     * @param type type of the stream's elements
     */
    public static LineageVertex of(
            Boundedness boundedness,
            String bootstrapServers,
            List<String> topicNames,
            List<String> topicPatterns,
            TypeInformation<?> type) {
        var namespace = namespaceOf(bootstrapServers);
        var typeFacet = new TypeFacet(type);
        var datasets = new ArrayList<LineageDataset>();
        for (var name : topicNames) {
            datasets.add(Dataset.of(namespace, new TopicFacet(name, false), typeFacet));
        }
        for (var pattern : topicPatterns) {
            datasets.add(Dataset.of(namespace, new TopicFacet(pattern, true), typeFacet));
        }
        return new Vertex(boundedness, List.copyOf(datasets));
    }

    /** The first server, without the protocol that Kafka permits before it. */
    private static String namespaceOf(String bootstrapServers) {
        var first = bootstrapServers.split(",", 2)[0].trim();
        int protocolEnd = first.indexOf("://");
        return "kafka://" + (protocolEnd < 0 ? first : first.substring(protocolEnd + 3));
    }

    private record Vertex(Boundedness boundedness, List<LineageDataset> datasets)
            implements SourceLineageVertex {}

    private record Dataset(String name, String namespace, Map<String, LineageDatasetFacet> facets)
            implements LineageDataset {

        static LineageDataset of(String namespace, TopicFacet topic, TypeFacet type) {
            return new Dataset(
                    topic.topic(), namespace, Map.of(TopicFacet.NAME, topic, TypeFacet.NAME, type));
        }
    }
}
