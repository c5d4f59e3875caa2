// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * The benchmark: compares kafkars with a bare consumer and with Flink's own Kafka source, each in a
 * process of its own.
 *
 * <p>The {@link io.kafkars.benchmark.Benchmark} starts a {@link io.kafkars.benchmark.BrokerProcess}
 * and, for each side of the comparison, a {@link io.kafkars.benchmark.SideProcess}. It sends them
 * {@link io.kafkars.benchmark.Task}s, one side at a time, and they answer with {@link
 * io.kafkars.benchmark.RoundResult}s.
 */
package io.kafkars.benchmark;
