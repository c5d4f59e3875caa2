// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * Which topics are read, where reading starts and where the replay ends, and how that is resolved
 * to offsets once. Nothing here polls, or needs Kafka's clients.
 *
 * <p>The API for users:
 *
 * <ul>
 *   <li>{@link io.kafkars.topics.SourceTopic}, with {@link io.kafkars.topics.OffsetPolicy}
 *   <li>{@link io.kafkars.topics.ReplayEnd}
 *   <li>{@link io.kafkars.topics.ExpiredStartPolicy} and {@link
 *       io.kafkars.topics.RecreatedTopicPolicy}
 *   <li>{@link io.kafkars.topics.ResolveException}
 * </ul>
 *
 * <p>Other public types are for the packages that resolve and read.
 */
package io.kafkars.topics;
