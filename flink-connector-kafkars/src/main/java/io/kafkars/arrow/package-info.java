// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
/**
 * Released records as Arrow: the two schemas, vectors that are filled from released batches by bulk
 * copies, and their IPC bytes. Usable without Flink, on top of {@link
 * io.kafkars.consumer.ConsumerManager}.
 *
 * <p>The API for users:
 *
 * <ul>
 *   <li>{@link io.kafkars.arrow.MessageVectors}, with the columns of {@link
 *       io.kafkars.arrow.MessageSchema} and {@link io.kafkars.arrow.MessageColumn}, and {@link
 *       io.kafkars.arrow.PartitionStateSchema}
 *   <li>{@link io.kafkars.arrow.IpcWriter}, {@link io.kafkars.arrow.IpcStream} and {@link
 *       io.kafkars.arrow.IpcAppender}, with {@link io.kafkars.arrow.BodyCompression}
 *   <li>{@link io.kafkars.arrow.ArrowMemory}, from which all memory comes
 * </ul>
 *
 * <p>Needs {@code arrow-vector} and {@code arrow-memory-unsafe} on the class path, {@code
 * arrow-compression} too if buffers are compressed, and {@code
 * --add-opens=java.base/java.nio=ALL-UNNAMED} for the JVM.
 */
package io.kafkars.arrow;
