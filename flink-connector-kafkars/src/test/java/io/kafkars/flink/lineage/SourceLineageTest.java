// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.lineage;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SourceLineageTest {

    @Test
    void everyTopicAndEveryPatternIsADataset() {
        var vertex = lineage("broker:9092", List.of("orders", "metrics"), List.of("eu-.*"));

        assertThat(vertex.datasets())
                .extracting(LineageDataset::name)
                .containsExactly("orders", "metrics", "eu-.*");
    }

    @Test
    void aDatasetHasTopicAndTypeAndNothingElse() {
        var vertex = lineage("broker:9092", List.of("orders"), List.of("eu-.*"));

        assertThat(vertex.datasets().get(0).facets())
                .hasSize(2)
                .containsEntry("kafkars", new TopicFacet("orders", false))
                .containsEntry("type", new TypeFacet(Types.STRING));
        assertThat(vertex.datasets().get(1).facets())
                .hasSize(2)
                .containsEntry("kafkars", new TopicFacet("eu-.*", true))
                .containsEntry("type", new TypeFacet(Types.STRING));
    }

    @Test
    void facetsAreKnownByTheirNames() {
        lineage("broker:9092", List.of("orders"), List.of())
                .datasets()
                .get(0)
                .facets()
                .forEach((name, facet) -> assertThat(facet.name()).isEqualTo(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "broker:9092               | kafka://broker:9092",
                "first:9092,second:9093    | kafka://first:9092",
                "' first:9092 , second:1 ' | kafka://first:9092",
                "SASL_SSL://broker:9092    | kafka://broker:9092",
                "[::1]:9092                | kafka://[::1]:9092"
            })
    void theFirstServerIsTheNamespace(String bootstrapServers, String namespace) {
        assertThat(lineage(bootstrapServers, List.of("orders"), List.of()).datasets())
                .extracting(LineageDataset::namespace)
                .containsExactly(namespace);
    }

    @Test
    void theVertexIsASourceAndSaysWhetherItEnds() {
        for (var boundedness : Boundedness.values()) {
            var vertex =
                    SourceLineage.of(
                            boundedness, "broker:9092", List.of("orders"), List.of(), Types.STRING);

            assertThat(vertex)
                    .isInstanceOfSatisfying(
                            SourceLineageVertex.class,
                            source -> assertThat(source.boundedness()).isEqualTo(boundedness));
        }
    }

    private static LineageVertex lineage(
            String bootstrapServers, List<String> topics, List<String> patterns) {
        return SourceLineage.of(
                Boundedness.CONTINUOUS_UNBOUNDED, bootstrapServers, topics, patterns, Types.STRING);
    }
}
