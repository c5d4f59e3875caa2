package io.kafkars.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * Looks how much of the heap is in use: again and again has everything collected that is not, and
 * keeps the most that was left.
 */
final class HeapWatch implements AutoCloseable {

    private static final long MILLIS_BETWEEN = 100;
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private final Thread thread = new Thread(this::watch, "heap watch");
    private final boolean wanted;
    private long before;
    private long peak;
    private int collections;

    private HeapWatch(boolean wanted) {
        this.wanted = wanted;
    }

    /** Starts to look, if the task asks for it. */
    static HeapWatch of(Task task) {
        var watch = new HeapWatch(task.kind() == Task.Kind.MEMORY);
        if (watch.wanted) {
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
                Thread.sleep(MILLIS_BETWEEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops, and gives what was seen; {@code null} if nothing was looked at. */
    Round.Heap seen() throws InterruptedException {
        if (!wanted) {
            return null;
        }
        close();
        thread.join();
        return new Round.Heap(before, peak, collections);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
