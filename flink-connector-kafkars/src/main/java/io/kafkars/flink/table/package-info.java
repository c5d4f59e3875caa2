/**
 * Kafka topics as SQL tables: connector {@code kafkars}, and {@code kafkars-partition-state}.
 *
 * <p>A factory reads the options into settings, the settings and what the planner pushes down make
 * a plan of the scan, and the plan becomes a source.
 */
package io.kafkars.flink.table;
