// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.flink.drift;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.connector.source.RichSourceReaderContext;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.externalresource.ExternalResourceInfoProvider;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.util.UserCodeClassLoader;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchModeTest {

    private static final DriftSettings LIMITED =
            DriftSettings.DEFAULT.withMaxDrift(Duration.ofHours(1));

    @Test
    void aReaderOfABatchJobIsRefusedIfItsDriftIsLimited() {
        assertThatThrownBy(() -> BatchMode.refuse(LIMITED, reader(JobType.BATCH)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("execution.runtime-mode");
        assertThatCode(() -> BatchMode.refuse(LIMITED, reader(JobType.STREAMING)))
                .doesNotThrowAnyException();
        assertThatCode(() -> BatchMode.refuse(DriftSettings.DEFAULT, reader(JobType.BATCH)))
                .doesNotThrowAnyException();
    }

    @Test
    void aSessionSaysInWhichModeItPlans() {
        var session = new Configuration();
        assertThat(BatchMode.isPlannedForBatch(session)).isFalse();

        session.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        assertThat(BatchMode.isPlannedForBatch(session)).isTrue();
    }

    private static RichSourceReaderContext reader(JobType type) {
        var task =
                new StreamingRuntimeContext(
                        new MockEnvironmentBuilder().setJobType(type).build(),
                        Map.of(),
                        UnregisteredMetricsGroup.createOperatorMetricGroup(),
                        new OperatorID(),
                        null,
                        null,
                        ExternalResourceInfoProvider.NO_EXTERNAL_RESOURCES);
        return new OfTask(task);
    }

    /** A context of which only the task is asked. */
    private static final class OfTask extends RichSourceReaderContext {

        OfTask(RuntimeContext task) {
            setRuntimeContext(task);
        }

        @Override
        public SourceReaderMetricGroup metricGroup() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Configuration getConfiguration() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getLocalHostName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getIndexOfSubtask() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendSplitRequest() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendSourceEventToCoordinator(SourceEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            throw new UnsupportedOperationException();
        }
    }
}
