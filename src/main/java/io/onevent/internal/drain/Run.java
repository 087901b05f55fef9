package io.onevent.internal.drain;

import io.onevent.internal.discover.Handler;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One run of one event: since when, on which thread, and whether it has ended. */
final class Run {

    private final Life life;
    private final long startNanos = System.nanoTime();
    private volatile long ranNanos;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile TakenEvent event;
    private volatile Outcome outcome;
    private volatile Iterator<Handler> handlers;
    private volatile boolean onThread = true;
    private volatile long writeAfterNanos = startNanos;
    private int refusals;
    private Thread thread;
    private boolean timedOut;
    private boolean overdueLogged;

    Run(TakenEvent event, Life life) {
        this.event = event;
        this.life = life;
    }

    TakenEvent event() {
        return event;
    }

    void event(TakenEvent changed) {
        event = changed;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Its handlers have come to this, just now. */
    void outcome(Outcome decided) {
        outcome = decided;
        ranNanos = runNanos();
    }

    /** From its start to the outcome of its handlers. */
    Duration ran() {
        return Duration.ofNanos(ranNanos);
    }

    /** Those that are still to be called, of a run whose handlers return stages; null before the first. */
    Iterator<Handler> handlers() {
        return handlers;
    }

    void handlers(Iterator<Handler> inOrder) {
        handlers = inOrder;
    }

    UUID id() {
        return event.id();
    }

    String name() {
        return event.name();
    }

    Life life() {
        return life;
    }

    long runNanos() {
        return System.nanoTime() - startNanos;
    }

    long runSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(runNanos());
    }

    /** Its worker has left it: to its stage, or to the one that writes its end. */
    void leaveThread() {
        onThread = false;
    }

    void backOnThread() {
        onThread = true;
    }

    /** Whether its worker has left it without a word of how it ended and without a stage, which only a broken thread does. */
    boolean isForgotten() {
        return !onThread && outcome == null && handlers == null;
    }

    /** Its end is not to be written for so long. */
    void rest(Duration pause) {
        writeAfterNanos = System.nanoTime() + pause.toNanos();
    }

    boolean mayBeWritten() {
        return System.nanoTime() - writeAfterNanos >= 0;
    }

    boolean wasRefused() {
        return refusals > 0;
    }

    /** Its end was refused once more; says for the how manieth time. */
    int refused() {
        return ++refusals;
    }

    /** The current thread is going to call the handlers; until it has left them it may be interrupted. */
    synchronized void enterHandler() {
        thread = Thread.currentThread();
    }

    /** The current thread is back; an interrupt that was meant for the handler ends here. */
    synchronized void leaveHandler() {
        if (thread != null) {
            thread = null;
            Thread.interrupted();
        }
    }

    synchronized boolean isInHandler() {
        return thread != null;
    }

    /** Interrupts the handler, once. */
    synchronized void timeOut() {
        if (!timedOut) {
            timedOut = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    synchronized boolean isTimedOut() {
        return timedOut;
    }

    /** True once: when its being overdue is to be logged. */
    synchronized boolean logOverdueOnce() {
        boolean first = !overdueLogged;
        overdueLogged = true;
        return first;
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** True for the one that may say how the run ended. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }
}
