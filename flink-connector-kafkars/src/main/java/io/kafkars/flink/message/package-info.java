/** The record that {@code KafkarsSource.messages()} gives, and how Flink copies and stores it. */
package io.kafkars.flink.message;
