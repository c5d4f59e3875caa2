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
 * The source as a vertex of Flink's lineage graph, by OpenLineage's naming: one dataset for each
 * topic, with the topic as name and {@code kafka://host:port} as namespace. A dataset for each, so
 * that it meets the dataset of the job that writes the topic. A topic pattern is one dataset too.
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

    /** The first server without the protocol that Kafka permits in front of it. */
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
