/** The source for DataStream jobs, and its builder. */
package io.kafkars.flink;
