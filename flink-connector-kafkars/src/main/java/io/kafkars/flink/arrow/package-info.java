/** Arrow batches as the elements of a stream, and what a job does with them. */
package io.kafkars.flink.arrow;
