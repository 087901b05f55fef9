package io.onevent.internal.drain.queue;

import io.onevent.internal.discover.Handler;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.monitor.Tracing;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** One run of one event: since when, on which thread, and whether it has ended. */
public final class Run {

    private final Life life;
    private final LongSupplier clock;
    private final long startNanos;
    private volatile long ranNanos;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile TakenEvent event;
    private volatile Outcome outcome;
    private volatile Iterator<Handler> handlers;
    private volatile Tracing.Span span;
    private volatile boolean onThread = true;
    private volatile long writeAfterNanos;
    private int refusals;
    private Thread thread;
    private boolean timedOut;
    private boolean interrupted;
    private volatile boolean probe;
    private boolean overdueLogged;

    public Run(TakenEvent event, Life life, LongSupplier clock) {
        this.clock = clock;
        this.startNanos = clock.getAsLong();
        this.writeAfterNanos = startNanos;
        this.event = event;
        this.life = life;
    }

    public TakenEvent event() {
        return event;
    }

    public void event(TakenEvent changed) {
        event = changed;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** Whether it shows if its name, which broke, may go on. */
    public boolean isProbe() {
        return probe;
    }

    void isProbe(boolean is) {
        probe = is;
    }

    /** Its handlers have come to this, just now. */
    public void outcome(Outcome decided) {
        outcome = decided;
        ranNanos = runNanos();
    }

    /** From its start to the outcome of its handlers. */
    public Duration ran() {
        return Duration.ofNanos(ranNanos);
    }

    /** Those that are still to be called, of a run whose handlers return stages; null before the first. */
    public Iterator<Handler> handlers() {
        return handlers;
    }

    public void handlers(Iterator<Handler> inOrder) {
        handlers = inOrder;
    }

    /** What the server's tracing has of it, or null for nothing. */
    public Tracing.Span span() {
        return span;
    }

    public void span(Tracing.Span begun) {
        span = begun;
    }

    public UUID id() {
        return event.id();
    }

    public String name() {
        return event.name();
    }

    /** Whether its event's expiry has passed without a start. */
    public boolean isTooLate() {
        return event.isTooLate(clock.getAsLong());
    }

    /** How long its event has been due. */
    public Duration afterDue() {
        return event.afterDue(clock.getAsLong());
    }

    /** How long its event may still be started, or null if that does not end. */
    public Duration beforeExpiry() {
        return event.beforeExpiry(clock.getAsLong());
    }

    public Life life() {
        return life;
    }

    public long runNanos() {
        return clock.getAsLong() - startNanos;
    }

    public long runSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(runNanos());
    }

    /** Its worker has left it: to its stage, or to the one that writes its end. */
    void leaveThread() {
        onThread = false;
    }

    void backOnThread() {
        onThread = true;
    }

    /**
     * Whether its worker has left it without a word of how it ended and without a stage, which only a broken thread
     * does.
     */
    public boolean isForgotten() {
        return !onThread && outcome == null && handlers == null;
    }

    /** Its end is not to be written for so long. */
    public void rest(Duration pause) {
        writeAfterNanos = clock.getAsLong() + pause.toNanos();
    }

    public boolean mayBeWritten() {
        return clock.getAsLong() - writeAfterNanos >= 0;
    }

    public boolean wasRefused() {
        return refusals > 0;
    }

    /** Its end was refused once more; says for the how manieth time. */
    public int refused() {
        return ++refusals;
    }

    /** The current thread is going to call the handlers; until it has left them it may be interrupted. */
    public synchronized void enterHandler() {
        thread = Thread.currentThread();
    }

    /** The current thread is back; an interrupt that was meant for the handler ends here. */
    public synchronized void leaveHandler() {
        if (thread != null) {
            thread = null;
            Thread.interrupted();
        }
    }

    public synchronized boolean isInHandler() {
        return thread != null;
    }

    /** Its time is over: interrupts the handler, if nobody has. */
    public synchronized void timeOut() {
        if (!timedOut) {
            timedOut = true;
            interruptOnce();
        }
    }

    /** Interrupts the handler; false if it is called by none, or was interrupted before. */
    public synchronized boolean interruptOnce() {
        if (thread == null || interrupted) {
            return false;
        }
        interrupted = true;
        thread.interrupt();
        return true;
    }

    public synchronized boolean isTimedOut() {
        return timedOut;
    }

    /** True once: when its being overdue is to be logged. */
    public synchronized boolean logOverdueOnce() {
        boolean first = !overdueLogged;
        overdueLogged = true;
        return first;
    }

    public boolean hasEnded() {
        return ended.get();
    }

    /** True for the one that may say how the run ended. */
    public boolean decidesEnd() {
        return ended.compareAndSet(false, true);
    }
}
