/**
 * The merge on a Kafka consumer, usable without Flink: the manager that polls, holds and releases,
 * and what it does when the log no longer has a position.
 */
package io.kafkars.consumer;
