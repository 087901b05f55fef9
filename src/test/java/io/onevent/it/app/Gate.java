package io.onevent.it.app;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where a handler waits until the test lets it go on. One per application; it is shut at first. */
public final class Gate {

    private static volatile boolean open;

    private Gate() {}

    static void set(boolean isOpen) {
        open = isOpen;
    }

    /** Waits until it is open; gives up when the thread is interrupted. */
    static void pass() throws InterruptedException {
        while (!open) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted at the gate");
            }
        }
    }

    /** Waits until it is open, interrupted or not. */
    static void passWhateverHappens() {
        while (!open) {
            Thread.interrupted();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
