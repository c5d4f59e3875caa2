package io.kafkars.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what others bring about, but not for ever. */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Await() {}

    /**
     * Returns as soon as the condition holds, which is asked for about every 10 ms.
     *
     * @param what what is waited for, as the end of "waited in vain for"
     * @throws IllegalStateException after a minute
     */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while waiting for " + what);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Waited " + PATIENCE.toSeconds() + " s in vain for " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
