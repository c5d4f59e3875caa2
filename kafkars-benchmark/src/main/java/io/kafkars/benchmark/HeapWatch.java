// Licensed under the Apache License, Version 2.0. SPDX-License-Identifier: Apache-2.0
package io.kafkars.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * Watches how much of the heap is in use: forces a full collection again and again, and keeps the
 * largest amount that was left after one.
 */
final class HeapWatch implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 100;
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private final Thread thread = new Thread(this::watch, "heap watch");
    private final boolean enabled;
    private long before;
    private long peak;
    private int collections;

    private HeapWatch(boolean enabled) {
        this.enabled = enabled;
    }

    /** Starts to watch if the task measures memory. */
    static HeapWatch of(Task task) {
        var watch = new HeapWatch(task.kind() == Task.Kind.MEMORY);
        if (watch.enabled) {
            watch.before = inUse();
            watch.thread.setDaemon(true);
            watch.thread.start();
        }
        return watch;
    }

    private static long inUse() {
        System.gc();
        return MEMORY.getHeapMemoryUsage().getUsed();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                peak = Math.max(peak, inUse());
                collections++;
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops, and returns what was seen; {@code null} if the task does not measure memory. */
    RoundResult.Heap stop() throws InterruptedException {
        if (!enabled) {
            return null;
        }
        close();
        thread.join();
        return new RoundResult.Heap(before, peak, collections);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
