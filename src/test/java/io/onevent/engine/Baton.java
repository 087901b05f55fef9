package io.onevent.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Threads of which exactly one runs at a time: whoever holds the baton. One that stops hands it back to the one that leads them, which
 * decides who goes on.
 */
final class Baton {

    /** Leaves the thread of an actor that was killed, whatever catches it on its way. */
    static final class Killed extends Error {

        private static final long serialVersionUID = 1L;

        private Killed() {
            super("killed", null, false, false);
        }
    }

    /** Somebody who does one thing and may stop in the middle of it. */
    static class Actor {

        final String name;
        private final Runnable task;
        private Carrier carrier;
        private boolean done;
        private boolean killed;
        private Throwable thrown;

        Actor(String name, Runnable task) {
            this.name = name;
            this.task = task;
        }

        boolean isDone() {
            return done;
        }

        private void act() {
            try {
                if (!killed) {
                    task.run();
                }
            } catch (Killed unwound) {
                // It is gone.
            } catch (Throwable unforeseen) {
                thrown = unforeseen;
            } finally {
                done = true;
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final class Carrier extends Thread {

        private final Semaphore turn = new Semaphore(0);
        private Actor actor;

        private Carrier(Runnable atItsBegin) {
            super(() -> {}, "carrier");
            setDaemon(true);
            begin = atItsBegin;
        }

        private final Runnable begin;

        @Override
        public void run() {
            begin.run();
            turn.acquireUninterruptibly();
            while (actor != null) {
                actor.act();
                actor = null;
                idle.push(this);
                leader.release();
                turn.acquireUninterruptibly();
            }
        }
    }

    private static final int LONGEST_TURN_SECONDS = 60;

    private final Semaphore leader = new Semaphore(0);
    private final Deque<Carrier> idle = new ArrayDeque<>();
    private final Runnable atBegin;
    private final Actor led = new Actor("leader", () -> {});
    private Actor current = led;

    /** @param atBegin what each new thread does first */
    Baton(Runnable atBegin) {
        this.atBegin = atBegin;
    }

    /** Who has the baton. */
    Actor current() {
        return current;
    }

    /** Whether it is the one that leads the others. */
    boolean isWithLeader() {
        return current == led;
    }

    /** Lets an actor begin or go on until it stops or is done. */
    void give(Actor actor) {
        if (actor.carrier == null) {
            actor.carrier = idle.isEmpty() ? started() : idle.pop();
            actor.carrier.actor = actor;
        }
        current = actor;
        Carrier carrier = actor.carrier;
        carrier.turn.release();
        try {
            if (!leader.tryAcquire(LONGEST_TURN_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(actor + " waits for one that does not run: " + stack(carrier));
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
        current = led;
        rethrow(actor);
    }

    private static List<StackTraceElement> stack(Thread thread) {
        return new ArrayList<>(List.of(thread.getStackTrace()));
    }

    /** Lets an actor that has not begun do all it does, on the current thread. */
    void actHere(Actor actor) {
        Actor before = current;
        current = actor;
        actor.act();
        current = before;
        rethrow(actor);
    }

    private static void rethrow(Actor actor) {
        if (actor.thrown != null) {
            throw new AssertionError(actor + " has thrown " + actor.thrown, actor.thrown);
        }
    }

    boolean hasBegun(Actor actor) {
        return actor.carrier != null;
    }

    private Carrier started() {
        Carrier carrier = new Carrier(atBegin);
        carrier.start();
        return carrier;
    }

    /** The one that has the baton stops, until it is given the baton again. */
    void stop() {
        Carrier carrier = current.carrier;
        leader.release();
        carrier.turn.acquireUninterruptibly();
        throwIfKilled();
    }

    /** To be called wherever an actor can meet with its death. */
    void throwIfKilled() {
        if (current.killed) {
            throw new Killed();
        }
    }

    /** Ends an actor: it meets with its death at its next step, and at each one that it takes nevertheless. */
    void kill(Actor actor) {
        actor.killed = true;
        if (hasBegun(actor)) {
            while (!actor.done) {
                give(actor);
            }
        } else {
            actor.done = true;
        }
    }

    /** Lets the threads go, none of which has an actor. */
    void close() {
        idle.forEach(carrier -> carrier.turn.release());
        idle.clear();
    }
}
