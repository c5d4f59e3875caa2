// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The merge on a Kafka consumer, usable without Flink: it polls, holds and releases records, and
 * continues or fails when the log no longer has a position.
 *
 * <p>The API for users:
 *
 * <ul>
 *   <li>{@link io.kafkars.consumer.ConsumerManager}, with {@link io.kafkars.fetch.RecordContent}
 *       and {@link io.kafkars.consumer.ReplayStatus}
 *   <li>{@link io.kafkars.consumer.LostPositionPolicy}
 *   <li>{@link io.kafkars.consumer.LostPositionException} and {@link
 *       io.kafkars.consumer.DamagedLogException}
 * </ul>
 *
 * <p>Other public types are for the Flink source.
 */
package io.kafkars.consumer;
