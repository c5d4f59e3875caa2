// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.Properties;

/**
 * The earthquakes through Flink's own Kafka source, from the first record to the last one that the
 * topic has now.
 *
 * @param bootstrapServers brokers of the topic
 * @param properties properties of the consumer, the same as for kafkars
 */
record FlinkKafkaSource(String bootstrapServers, Properties properties)
        implements ObservationSource {

    @Override
    public DataStream<Observation> addTo(StreamExecutionEnvironment environment) {
        var source =
                KafkaSource.<Observation>builder()
                        .setProperties(properties)
                        .setBootstrapServers(bootstrapServers)
                        .setTopics(EarthquakeTopic.NAME)
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setBounded(OffsetsInitializer.latest())
                        .setDeserializer(new Schema())
                        .build();
        return environment.fromSource(source, WatermarkStrategy.noWatermarks(), "KafkaSource");
    }

    static final class Schema implements KafkaRecordDeserializationSchema<Observation> {

        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Observation> out) {
            out.collect(Earthquake.parse(record.value()).observation());
        }

        @Override
        public TypeInformation<Observation> getProducedType() {
            return TypeInformation.of(Observation.class);
        }
    }
}
