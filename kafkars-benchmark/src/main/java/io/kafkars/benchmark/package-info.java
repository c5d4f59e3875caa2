/**
 * The benchmark: kafkars next to a bare consumer and to Flink's own Kafka source, each in a process
 * of its own, in turn.
 *
 * <p>The {@link io.kafkars.benchmark.Benchmark} has one {@link io.kafkars.benchmark.Broker} and,
 * for each of its sides, one {@link io.kafkars.benchmark.Consumer}: processes that it gives {@link
 * io.kafkars.benchmark.Task}s and that answer with {@link io.kafkars.benchmark.Round}s.
 */
package io.kafkars.benchmark;
