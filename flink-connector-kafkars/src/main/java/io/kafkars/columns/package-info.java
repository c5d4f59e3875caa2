/**
 * How fetched records lie in memory: columns on the heap, one chunk for each partition and poll.
 * Plain Java, and no rule of the replay.
 *
 * <p>The types that users meet, {@link io.kafkars.columns.Header} and {@link
 * io.kafkars.columns.TimestampType}, are stable; the rest is internal.
 */
package io.kafkars.columns;
