// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * Takes the record batches of a fetch response apart, straight into the columns of chunks: no
 * object is made for a record. Plain Java; which bytes there are to read, and how a codec is
 * undone, is up to the caller.
 *
 * <p>The layout is that of record batches of format 2, the only one that brokers have written since
 * Kafka 0.11: <a href="https://kafka.apache.org/documentation/#recordbatch">Kafka's
 * documentation, "Record Batch"</a>.
 */
package io.kafkars.batches;
