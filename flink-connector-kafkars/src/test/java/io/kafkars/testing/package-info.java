// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The test kit, for tests of jobs that read with kafkars. It is published as the artifact {@code
 * kafkars-testing}; docs/testing.md shows how to use it.
 *
 * <ul>
 *   <li>{@link io.kafkars.testing.KafkaExtension} starts a broker in the test's own process, {@link
 *       io.kafkars.testing.MiniClusters} a Flink cluster.
 *   <li>{@link io.kafkars.testing.TestTopic} writes records with times, keys and headers; {@link
 *       io.kafkars.testing.Records} and {@link io.kafkars.testing.Times} are short forms for these.
 *   <li>{@link io.kafkars.testing.Replay} runs a job. {@link io.kafkars.testing.StreamLog} records
 *       what comes out, and has assertions on order, watermarks and late records.
 *   <li>{@link io.kafkars.testing.ScriptedLog} passes records to a deserializer without a broker.
 * </ul>
 */
package io.kafkars.testing;
