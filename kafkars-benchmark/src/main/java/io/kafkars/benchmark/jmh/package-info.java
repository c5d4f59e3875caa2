/** Benchmarks of single parts, in memory, by JMH. */
package io.kafkars.benchmark.jmh;
