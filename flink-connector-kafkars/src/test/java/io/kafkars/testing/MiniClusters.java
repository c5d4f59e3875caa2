// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;

/**
 * Creates Flink's own JUnit extension for a cluster in the process of the test. The jobs of a test
 * class share the cluster; without one, every job starts and stops its own.
 *
 * <pre>{@code
 * @RegisterExtension static final MiniClusterExtension flink = MiniClusters.withSlots(2);
 * }</pre>
 */
@PublicEvolving
public final class MiniClusters {

    private MiniClusters() {}

    /**
     * A cluster with one task manager.
     *
     * @param slots the highest parallelism of its jobs, at least 1
     */
    public static MiniClusterExtension withSlots(int slots) {
        return withSlots(slots, new Configuration());
    }

    /**
     * A cluster with one task manager.
     *
     * @param slots the highest parallelism of its jobs, at least 1
     * @param configuration of the cluster, for example its metric reporters
     */
    public static MiniClusterExtension withSlots(int slots, Configuration configuration) {
        return new MiniClusterExtension(
                new MiniClusterResourceConfiguration.Builder()
                        .setNumberTaskManagers(1)
                        .setNumberSlotsPerTaskManager(slots)
                        .setConfiguration(configuration)
                        .build());
    }
}
