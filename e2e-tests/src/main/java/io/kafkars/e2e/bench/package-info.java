/**
 * The benchmark: kafkars next to a bare consumer and to Flink's own Kafka source, each in a process
 * of its own, in turn.
 *
 * <p>The {@link io.kafkars.e2e.bench.Benchmark} has one {@link io.kafkars.e2e.bench.Broker} and,
 * for each of its sides, one {@link io.kafkars.e2e.bench.Consumer}: processes that it gives {@link
 * io.kafkars.e2e.bench.Task}s and that answer with {@link io.kafkars.e2e.bench.Round}s.
 */
package io.kafkars.e2e.bench;
