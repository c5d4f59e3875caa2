/**
 * Released records as Arrow: the two schemas, vectors that are filled from released batches by bulk
 * copies, and the IPC bytes of them. Usable without Flink, on top of {@link
 * io.kafkars.consumer.ConsumerManager}.
 *
 * <p>Needs {@code arrow-vector} and {@code arrow-memory-unsafe} on the class path, {@code
 * arrow-compression} too if buffers are compressed, and {@code
 * --add-opens=java.base/java.nio=ALL-UNNAMED} for the JVM.
 */
package io.kafkars.arrow;
