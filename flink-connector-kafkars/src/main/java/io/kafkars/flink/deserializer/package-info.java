/** How a record of a topic becomes the elements of a stream. */
package io.kafkars.flink.deserializer;
