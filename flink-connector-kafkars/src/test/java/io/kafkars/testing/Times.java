// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.testing;

import org.apache.flink.annotation.PublicEvolving;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * The timestamps of a partition's records, in the order in which the records are written. They are
 * truncated to milliseconds, as in Kafka. Immutable.
 *
 * <pre>{@code
 * topic.write(0, Times.every(Duration.ofSeconds(1), at("2024-01-01T00:00:00Z"), 100))
 * }</pre>
 */
@PublicEvolving
public final class Times implements Iterable<Instant> {

    private static final int ONE_IN = 5;

    private final long[] millis;

    private Times(long[] millis) {
        this.millis = millis;
    }

    /** Exactly these, in this order. */
    public static Times of(Instant... times) {
        return ofMillis(Arrays.stream(times).mapToLong(Instant::toEpochMilli));
    }

    /**
     * Exactly these, in this order.
     *
     * @param epochMillis a finite stream
     */
    public static Times ofMillis(LongStream epochMillis) {
        return new Times(epochMillis.toArray());
    }

    /**
     * Times at a constant distance.
     *
     * @param step the distance; 0 for equal times
     * @param first the first time
     * @param count how many, at least 0
     */
    public static Times every(Duration step, Instant first, int count) {
        long start = first.toEpochMilli();
        long distance = step.toMillis();
        return ofMillis(LongStream.range(0, count).map(index -> start + index * distance));
    }

    /**
     * A copy in which about one in five times is older than the newest before it, by 1 ms to {@code
     * atMost}. Records with these times are never late for a source with {@code
     * setOutOfOrderness(atMost)}.
     *
     * @param seed the same seed gives the same times
     * @param atMost at least 1 ms
     * @throws IllegalArgumentException if {@code atMost} is less
     */
    public Times disordered(long seed, Duration atMost) {
        long bound = atMost.toMillis();
        if (bound < 1) {
            throw new IllegalArgumentException(
                    "Times can be out of order by 1 ms or more, and not by " + atMost);
        }
        var random = new Random(seed);
        long[] disordered = millis.clone();
        long newest = Long.MIN_VALUE;
        for (int i = 0; i < disordered.length; i++) {
            if (i > 0 && random.nextInt(ONE_IN) == 0) {
                disordered[i] = newest - 1 - random.nextLong(bound);
            }
            newest = Math.max(newest, disordered[i]);
        }
        return new Times(disordered);
    }

    /** How many times there are. */
    public int count() {
        return millis.length;
    }

    /** The times in epoch milliseconds. */
    public LongStream millis() {
        return Arrays.stream(millis);
    }

    @Override
    public Iterator<Instant> iterator() {
        return millis().mapToObj(Instant::ofEpochMilli).iterator();
    }

    @Override
    public String toString() {
        return "Times" + Arrays.toString(millis);
    }
}
