/** Benchmarks of single parts, in memory, by JMH. */
package io.kafkars.e2e.jmh;
