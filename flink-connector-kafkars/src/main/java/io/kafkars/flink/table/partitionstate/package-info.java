/**
 * Tables with the connector {@code kafkars-partition-state}: what a table with the same options
 * would replay, one row for each partition.
 */
package io.kafkars.flink.table.partitionstate;
