// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fetch.ClientNeeds;
import io.kafkars.fetch.FetchMode;
import io.kafkars.validation.Problems;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.function.SerializableSupplier;

import javax.annotation.Nullable;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * How readers use Kafka's client; immutable. The methods of the builder say what each means.
 *
 * @param rackId {@code null} if subtasks have no rack
 */
@Internal
record ClientSettings(
        boolean commitsOffsetsOnCheckpoints,
        boolean registersConsumerMetrics,
        @Nullable SerializableSupplier<String> rackId,
        FetchMode fetch)
        implements Serializable {

    static final ClientSettings DEFAULT = new ClientSettings(false, true, null, FetchMode.AUTO);

    ClientSettings withCommitsOffsetsOnCheckpoints(boolean commits) {
        return new ClientSettings(commits, registersConsumerMetrics, rackId, fetch);
    }

    ClientSettings withRegistersConsumerMetrics(boolean registers) {
        return new ClientSettings(commitsOffsetsOnCheckpoints, registers, rackId, fetch);
    }

    ClientSettings withRackId(SerializableSupplier<String> supplier) {
        return new ClientSettings(
                commitsOffsetsOnCheckpoints, registersConsumerMetrics, supplier, fetch);
    }

    ClientSettings withFetch(FetchMode mode) {
        return new ClientSettings(
                commitsOffsetsOnCheckpoints, registersConsumerMetrics, rackId, mode);
    }

    /**
     * Adds to the problems what cannot be done together.
     *
     * @param groupId the consumer group, if there is one
     * @param needs properties that only {@code KafkaConsumer} can honour
     */
    void check(Optional<String> groupId, List<ClientNeeds.Need> needs, Problems problems) {
        problems.require(
                !commitsOffsetsOnCheckpoints || groupId.isPresent(),
                "Offsets can only be committed to a consumer group: set one with setGroupId, or"
                        + " leave setCommitOffsetsOnCheckpoints off");
        if (fetch == FetchMode.COLUMNAR) {
            needs.forEach(
                    need ->
                            problems.add(
                                    "setFetch(COLUMNAR) is not possible, since property %s: choose"
                                            + " AUTO or CLIENT",
                                    need));
        }
    }

    /** The rack of the subtask that calls it. */
    Optional<String> rack() {
        return Optional.ofNullable(rackId)
                .map(SerializableSupplier::get)
                .filter(rack -> !rack.isEmpty());
    }
}
