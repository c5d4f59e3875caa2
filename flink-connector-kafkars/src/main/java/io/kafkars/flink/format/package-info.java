/** The format {@code arrow}: message values that are Arrow IPC streams, as rows of a table. */
package io.kafkars.flink.format;
