package io.onevent.it.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where a handler waits until the test lets it go on. One per application; it is shut at first. */
public final class Gate {

    /** Opens it too, for a test that gets no answer from the application any more. */
    private static final Path FILE = Path.of(System.getProperty("test.gate", "no-gate"));

    private static volatile boolean open;

    private Gate() {}

    public static void set(boolean isOpen) {
        open = isOpen;
    }

    static boolean isOpen() {
        return open || Files.exists(FILE);
    }

    /** Waits until it is open; gives up when the thread is interrupted. */
    static void pass() throws InterruptedException {
        while (!isOpen()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted at the gate");
            }
        }
    }

    /** Waits until it is open, interrupted or not. */
    static void passWhateverHappens() {
        while (!isOpen()) {
            Thread.interrupted();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
