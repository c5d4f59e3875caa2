// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.flink.KafkarsSource;
import io.kafkars.flink.KafkarsSourceBuilder;
import io.kafkars.flink.message.Message;
import io.kafkars.merge.PartitionState;
import io.kafkars.topics.SourceTopic;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.List;

/** The observations that the demo reads through kafkars. */
final class KafkarsObservationSource implements ObservationSource {

    private final InspectableSource<Message> source;
    private final MapFunction<Message, Observation> observation;

    private KafkarsObservationSource(
            KafkarsSource<Message> source, MapFunction<Message, Observation> observation) {
        this.source = new InspectableSource<>(source);
        this.observation = observation;
    }

    /** The earthquakes, from the first record, without an end. */
    static KafkarsObservationSource ofEarthquakes(String bootstrapServers, ReplayOptions options) {
        var topics = List.of(SourceTopic.earliest(EarthquakeTopic.NAME));
        return new KafkarsObservationSource(
                source(bootstrapServers, topics, options),
                message -> Earthquake.parse(message.value()).observation());
    }

    /** The user's topics; of their records only the timestamps are used. */
    static KafkarsObservationSource ofTopics(ReplayOptions options) {
        return new KafkarsObservationSource(
                source(options.bootstrapServers(), options.topics(), options),
                message -> Observation.at(message.timestamp()));
    }

    private static KafkarsSource<Message> source(
            String bootstrapServers, List<SourceTopic> topics, ReplayOptions options) {
        KafkarsSourceBuilder<Message> builder =
                KafkarsSource.messages()
                        .setProperties(options.properties())
                        .setBootstrapServers(bootstrapServers)
                        .setTopics(topics.toArray(SourceTopic[]::new));
        options.batchSize().ifPresent(builder::setBatchSize);
        return builder.build();
    }

    @Override
    public DataStream<Observation> addTo(StreamExecutionEnvironment environment) {
        return environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "kafkars")
                .map(observation)
                .returns(TypeInformation.of(Observation.class));
    }

    @Override
    public List<PartitionState> partitionStates() {
        return source.partitionStates();
    }
}
