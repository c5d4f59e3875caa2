/**
 * The merge on a Kafka consumer, usable without Flink: from where each topic is read, how that is
 * resolved to offsets once, and the manager that polls, holds and releases.
 */
package io.kafkars.consumer;
