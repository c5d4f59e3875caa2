// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The coordinating half of the source, on the JobManager: it finds and resolves partitions, assigns
 * them to readers, and knows how far the whole replay is.
 *
 * <p>{@link io.kafkars.flink.enumerator.KafkarsEnumerator} is what Flink calls, and {@link
 * io.kafkars.flink.enumerator.PartitionDiscovery} is its view of Kafka. Bookkeeping is in {@link
 * io.kafkars.flink.enumerator.SplitTracker} and {@link io.kafkars.flink.enumerator.ReplayProgress}.
 * {@link io.kafkars.flink.enumerator.ReaderAssignments} assigns splits, to the owners that {@link
 * io.kafkars.flink.enumerator.BalancedAssigner} chooses.
 *
 * <p>That a topic is still the one that was resolved is checked in three places. {@link
 * io.kafkars.flink.enumerator.ListingCheck} compares topic ids in each listing of partitions, and
 * {@link io.kafkars.flink.enumerator.TopicWatch} does so for sources that list no more. {@link
 * io.kafkars.flink.enumerator.RecreatedTopics} does it before a restored source continues, if it is
 * to read recreated topics from their start; readers check the splits that they restore themselves
 * ({@link io.kafkars.flink.reader.RestoredSplitCheck}).
 */
package io.kafkars.flink.enumerator;
