/** The element type of {@code KafkarsSource.messages()}, and how Flink serializes it. */
package io.kafkars.flink.message;
