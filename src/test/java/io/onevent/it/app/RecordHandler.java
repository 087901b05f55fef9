package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Writes the event down and takes as long as its payload says; the payload {@code halt} kills the JVM. */
@ApplicationScoped
public class RecordHandler {

    /** The exit code of a JVM that was killed by an event. */
    public static final int HALTED = 42;

    @Inject
    private Ledger ledger;

    @OnEvent("record")
    void record(String payload, StoredEvent event) {
        ledger.write(event);
        if ("halt".equals(payload)) {
            Runtime.getRuntime().halt(HALTED);
        }
        if (payload != null) {
            take(Duration.parse(payload));
        }
    }

    private static void take(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long rest = duration.toNanos(); rest > 0; rest = end - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while it worked");
            }
            LockSupport.parkNanos(rest);
        }
    }
}
