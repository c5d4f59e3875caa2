/**
 * The coordinating half of the source, on the JobManager: it finds and resolves partitions, gives
 * them to readers, and knows how far the whole replay is.
 *
 * <p>{@link io.kafkars.flink.enumerator.KafkarsEnumerator} alone talks to Flink. It keeps its books
 * in {@link io.kafkars.flink.enumerator.SplitTracker} and {@link
 * io.kafkars.flink.enumerator.ReplayProgress}, asks {@link
 * io.kafkars.flink.enumerator.BalancedAssigner} who gets what, and sees Kafka only through {@link
 * io.kafkars.flink.enumerator.PartitionDiscovery}.
 */
package io.kafkars.flink.enumerator;
