// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The test kit: what a test of a job that reads with kafkars needs. It is published as the artifact
 * {@code kafkars-testing}, and docs/testing.md shows it.
 *
 * <ul>
 *   <li>{@link io.kafkars.testing.KafkaExtension} starts a broker in the test's own process, {@link
 *       io.kafkars.testing.MiniClusters} a Flink cluster.
 *   <li>{@link io.kafkars.testing.TestTopic} writes records with times, keys and headers; {@link
 *       io.kafkars.testing.Records} and {@link io.kafkars.testing.Times} are the words for them.
 *   <li>{@link io.kafkars.testing.Replay} runs a job, and {@link io.kafkars.testing.StreamLog} is
 *       what came out of it, with assertions on order, watermarks and late records.
 *   <li>{@link io.kafkars.testing.ScriptedLog} gives records to a deserializer without a broker.
 * </ul>
 */
package io.kafkars.testing;
