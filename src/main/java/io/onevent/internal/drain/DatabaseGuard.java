package io.onevent.internal.drain;

import io.onevent.EventStoreException;
import io.onevent.internal.log.Log;
import io.onevent.internal.log.Thrown;
import io.onevent.internal.store.tx.SqlStates;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Does the engine's steps one by one: whatever one of them throws, the next is done all the same, and it is tried again
 * at the next look. A cause is said once, however many steps meet with it, and that it is gone when all of them work
 * again.
 */
final class DatabaseGuard {

    /** What may fail by itself. Where what is {@code vital} fails the instance does not do its work. */
    enum Step {
        LEASE(true),
        TAKEOVER(true),
        LEADS(true),
        PAUSE(true),
        HOLDS(false),
        TAKE(true),
        GLANCE(false),
        EXPIRY(true),
        RECALLS(false),
        PUT_ASIDE(false),
        RUNNING(false),
        CLEANING(false),
        ROWS(false),
        UNHANDLED(false),
        SAMPLE(false);

        private final boolean vital;

        Step(boolean vital) {
            this.vital = vital;
        }
    }

    private final Consumer<String> databaseFails;
    private final Duration pollInterval;
    /** What kind of failure each step that fails has met with. */
    private final Map<Step, String> failing = new EnumMap<>(Step.class);

    private boolean saidThatDatabaseFails;

    /** @param databaseFails is told why what is vital fails, and null when it works again */
    DatabaseGuard(Consumer<String> databaseFails, Duration pollInterval) {
        this.databaseFails = databaseFails;
        this.pollInterval = pollInterval;
    }

    /** Does a step, and throws nothing. */
    void run(Step step, Runnable work) {
        attempt(step, () -> {
            work.run();
            return true;
        });
    }

    /**
     * The same with a step that may be left to another thread, which is false: that says nothing of whether it works.
     */
    void attempt(Step step, BooleanSupplier work) {
        try {
            if (work.getAsBoolean()) {
                works(step);
            }
        } catch (Throwable refused) {
            failed(step, refused);
        }
    }

    private synchronized void failed(Step step, Throwable refused) {
        String kind = SqlStates.kindOf(refused);
        boolean isNew = !failing.containsValue(kind);
        failing.put(step, kind);
        if (isNew && refused instanceof EventStoreException) {
            saidThatDatabaseFails = true;
            Log.databaseFails(refused, pollInterval);
        } else if (isNew) {
            Log.unforeseen(refused);
        }
        if (step.vital) {
            databaseFails.accept(Thrown.message(refused));
        }
    }

    private synchronized void works(Step step) {
        if (failing.isEmpty() || failing.remove(step) == null) {
            return;
        }
        if (failing.keySet().stream().noneMatch(other -> other.vital)) {
            databaseFails.accept(null);
        }
        if (failing.isEmpty() && saidThatDatabaseFails) {
            saidThatDatabaseFails = false;
            Log.databaseIsBack();
        }
    }
}
