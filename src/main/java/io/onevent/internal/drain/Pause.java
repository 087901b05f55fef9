package io.onevent.internal.drain;

import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.log.Log;
import io.onevent.internal.operate.Reminders;
import io.onevent.internal.store.PauseTable;
import java.time.Duration;

/** Lets this instance obey when all are told to pause or to resume. */
final class Pause {

    /** A statement that reads one row takes a hundredth of this in the same room. */
    private static final Duration SLOW = Duration.ofMillis(100);

    /** So many times in a row is no accident. */
    private static final int SEVERAL = 3;

    private final PauseTable table;
    private final LocalQueue queue;
    private final Reminders reminders = new Reminders();
    private int slowInARow;

    Pause(PauseTable table, LocalQueue queue) {
        this.table = table;
        this.queue = queue;
    }

    /** Reads one row, which also shows how fast the database answers. */
    void obey() {
        long startNanos = System.nanoTime();
        boolean pauses = table.since().isPresent();
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        if (queue.pause(pauses)) {
            Log.paused(pauses);
        }
        slowInARow = took.compareTo(SLOW) > 0 ? slowInARow + 1 : 0;
        if (reminders.isDue("slow", slowInARow >= SEVERAL)) {
            Log.slowDatabase(took.toMillis());
        }
    }
}
