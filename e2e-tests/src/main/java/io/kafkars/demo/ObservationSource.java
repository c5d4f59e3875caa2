// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.demo;

import io.kafkars.merge.PartitionState;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.List;

/** A source of observations, which a job reads. */
@FunctionalInterface
interface ObservationSource {

    /** Adds the source to a job. */
    DataStream<Observation> addTo(StreamExecutionEnvironment environment);

    /** The states of the partitions while the job runs; empty if the source does not tell. */
    default List<PartitionState> partitionStates() {
        return List.of();
    }
}
