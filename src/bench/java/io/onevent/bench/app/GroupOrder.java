package io.onevent.bench.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Whether the events of each group come in the order of their numbers. */
@ApplicationScoped
public class GroupOrder {

    /** An event is in the group that is left when its number is divided by this. */
    public static final int GROUPS = 100;

    private final AtomicIntegerArray latest = new AtomicIntegerArray(GROUPS);
    private final AtomicInteger misplaced = new AtomicInteger();

    /** Starts anew with numbers from zero. */
    public void expect() {
        for (int group = 0; group < GROUPS; group++) {
            latest.set(group, 0);
        }
        misplaced.set(0);
    }

    /** The handler of this event starts. */
    public void started(int number) {
        if (latest.getAndSet(number % GROUPS, number) > number) {
            misplaced.incrementAndGet();
        }
    }

    /** How many started after one that should have come later. */
    public int misplaced() {
        return misplaced.get();
    }
}
