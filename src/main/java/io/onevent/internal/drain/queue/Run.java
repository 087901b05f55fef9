package io.onevent.internal.drain.queue;

import io.onevent.internal.discover.Handler;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.monitor.Tracing;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * One run of one event: since when, on which thread, and whether it has ended. Runs that joined another are handled
 * together with it, by one call or in one transaction, which the first of them stands for.
 */
public final class Run {

    private final Life life;
    private final LongSupplier clock;
    private final long startNanos;
    private final Run first;
    /** Those of its call, this one first; only the first has others. */
    private volatile List<Run> call = List.of(this);

    private boolean mayBeJoined;
    private boolean repeated;
    private volatile boolean recalled;
    private volatile boolean inVain;
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
        this(event, life, clock, null);
    }

    private Run(TakenEvent event, Life life, LongSupplier clock, Run first) {
        this.clock = clock;
        this.startNanos = clock.getAsLong();
        this.writeAfterNanos = startNanos;
        this.event = event;
        this.life = life;
        this.first = first == null ? this : first;
    }

    /** Whether others may be handled together with it. */
    boolean mayBeJoined() {
        return mayBeJoined;
    }

    void mayBeJoined(boolean may) {
        mayBeJoined = may;
    }

    /** Whether it does again what came to nothing together with others. */
    public boolean isRepeated() {
        return repeated;
    }

    void isRepeated(boolean is) {
        repeated = is;
    }

    /** The run of an event that is handled together with this one's. */
    Run joinedBy(TakenEvent other) {
        Run run = new Run(other, life, clock, this);
        List<Run> together = new ArrayList<>(call);
        together.add(run);
        call = together;
        return run;
    }

    /** It is not handled together with the others after all. */
    public void leaveCall() {
        List<Run> others = new ArrayList<>(first.call);
        others.remove(this);
        first.call = others;
    }

    /** Whether it is handled together with another, which began before it. */
    public boolean hasJoined() {
        return first != this;
    }

    /** All that are handled together, in their order. */
    public List<Run> call() {
        return first.call;
    }

    /** The first of those that are handled together. */
    public Run first() {
        return first;
    }

    /** Its event was changed while it ran: nothing of it can count. */
    public void recall() {
        recalled = true;
    }

    public boolean isRecalled() {
        return recalled;
    }

    /** It is done again: with others it has come to nothing. */
    public void inVain() {
        inVain = true;
    }

    public boolean isInVain() {
        return inVain;
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

    /** The call of handlers that it is part of has come to this, just now: each event has its part of the time. */
    public void outcome(Outcome decided) {
        outcome = decided;
        ranNanos = first.runNanos() / call().size();
    }

    /** Handlers were called for it alone, and it is processed if its transaction is committed. */
    public void processedByItself() {
        outcome = Outcome.PROCESSED;
        ranNanos = runNanos();
    }

    /** From its start to the outcome of its handlers. */
    public Duration ran() {
        return Duration.ofNanos(ranNanos);
    }

    /** Those that are still to be called, of a run whose handlers return stages; null before the first. */
    public Iterator<Handler> handlers() {
        return first.handlers;
    }

    public void handlers(Iterator<Handler> inOrder) {
        first.handlers = inOrder;
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
        return !onThread && outcome == null && handlers() == null;
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
