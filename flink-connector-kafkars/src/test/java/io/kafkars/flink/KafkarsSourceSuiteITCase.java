// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink;

import io.kafkars.fixtures.KafkaSourceContext;
import io.kafkars.testing.EmbeddedKafka;

import org.apache.flink.connector.testframe.TestResource;
import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * Flink's own test suite for sources: single and multiple splits, savepoint, scaling up and down,
 * metrics, an idle reader, and a killed TaskManager.
 */
class KafkarsSourceSuiteITCase extends SourceTestSuiteBase<String> {

    @TestEnv MiniClusterTestEnvironment flink = new MiniClusterTestEnvironment();

    @TestExternalSystem Kafka kafka = new Kafka();

    @TestSemantics CheckpointingMode[] semantics = {CheckpointingMode.EXACTLY_ONCE};

    @TestContext
    ExternalContextFactory<KafkaSourceContext> oneTopic =
            KafkaSourceContext.factory(() -> kafka.cluster, false);

    @TestContext
    ExternalContextFactory<KafkaSourceContext> manyTopics =
            KafkaSourceContext.factory(() -> kafka.cluster, true);

    /** The suite starts and closes its resources itself. */
    static final class Kafka implements TestResource {

        private EmbeddedKafka cluster;

        @Override
        public void startUp() {
            cluster = EmbeddedKafka.start();
        }

        @Override
        public void tearDown() {
            cluster.close();
        }
    }
}
