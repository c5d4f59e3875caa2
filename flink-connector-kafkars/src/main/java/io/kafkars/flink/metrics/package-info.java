/** The metrics of a reader, and their names. */
package io.kafkars.flink.metrics;
