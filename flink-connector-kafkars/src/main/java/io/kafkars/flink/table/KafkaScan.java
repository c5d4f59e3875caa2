package io.kafkars.flink.table;

import io.kafkars.consumer.ConsumerProperties;
import io.kafkars.topics.ReplayEnd;
import io.kafkars.topics.SourceTopic;

import java.io.Serializable;
import java.util.List;

/**
 * What of Kafka a table reads; immutable.
 *
 * @param topics what is read, and from where
 * @param replayEnd where its replay ends
 * @param properties how to reach the cluster
 */
record KafkaScan(List<SourceTopic> topics, ReplayEnd replayEnd, ConsumerProperties properties)
        implements Serializable {}
