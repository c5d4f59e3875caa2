/** The format {@code arrow}: decodes values that are Arrow IPC streams into rows of a table. */
package io.kafkars.flink.format;
