/** JMH benchmarks of single parts, in memory. */
package io.kafkars.benchmark.jmh;
