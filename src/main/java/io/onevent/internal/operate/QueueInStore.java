package io.onevent.internal.operate;

import io.onevent.EventQueue;
import io.onevent.Explanation;
import io.onevent.QueueStatus;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.Times;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** The operator's way to the queue. */
@ApplicationScoped
public class QueueInStore implements EventQueue {

    private static final int MOST_CHARACTERS = 100;

    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final OpenedStore opened;
    private final LocalState local;
    private final Sampler sampler;
    private final Explainer explainer;
    private final Deeds deeds;

    @Inject
    QueueInStore(OpenedStore opened, LocalState local, Sampler sampler, Explainer explainer, Deeds deeds) {
        this.deeds = deeds;
        this.opened = opened;
        this.local = local;
        this.sampler = sampler;
        this.explainer = explainer;
    }

    /** For the client proxy. */
    QueueInStore() {
        this(null, null, null, null, null);
    }

    @Override
    public void pause() {
        deeds.together(opened.store().pause()::pause, "pause", "all events are paused");
        obeyAtOnce();
    }

    @Override
    public void resume() {
        deeds.together(opened.store().pause()::resume, "resume", "all events are resumed");
        obeyAtOnce();
    }

    @Override
    public void pause(String name) {
        hold(checked(name), null);
    }

    @Override
    public void pause(String name, Instant until) {
        checked(name);
        if (until == null || until.truncatedTo(ChronoUnit.MICROS).isAfter(Times.LAST)) {
            throw new IllegalArgumentException("until is " + until
                    + ": give a time that is not after the year 9999, or none for a pause that lasts until resume");
        }
        if (until.isAfter(opened.store().clock().now())) {
            hold(name, until);
        } else {
            deeds.together(
                    () -> opened.store().pausedNames().resumeHeld(name),
                    "pause",
                    "events named " + name + " are not paused, because that was to end at " + until);
            obeyAtOnce();
        }
    }

    private void hold(String name, Instant until) {
        deeds.together(
                () -> opened.store().pausedNames().hold(name, until),
                "pause",
                "events named " + name + " are paused" + (until == null ? "" : " until " + until));
        obeyAtOnce();
    }

    @Override
    public void resume(String name) {
        checked(name);
        deeds.together(
                () -> opened.store().pausedNames().resume(name), "resume", "events named " + name + " are resumed");
        obeyAtOnce();
    }

    /** Not only names that may be published: the library's own can be paused too. */
    private static String checked(String name) {
        if (name == null || name.isBlank() || name.codePointCount(0, name.length()) > MOST_CHARACTERS) {
            throw new IllegalArgumentException("name is " + (name == null ? "null" : "blank or too long")
                    + ": an event's name has 1 to " + MOST_CHARACTERS + " characters");
        }
        if (name.codePoints().anyMatch(c -> c == 0 || Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException(
                    "name holds U+0000 or half of a surrogate pair: no event can have such a name");
        }
        return name;
    }

    /** What a transaction has not committed yet is seen at the next look. */
    private void obeyAtOnce() {
        if (!hasTransaction()) {
            local.now().obeyPause();
        }
    }

    private boolean hasTransaction() {
        return opened.transactions().registry().getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    @Override
    public boolean awaitIdle(Duration most) {
        if (most == null || most.isNegative()) {
            throw new IllegalArgumentException("most is " + most + ": it must not be null or negative");
        }
        if (hasTransaction()) {
            throw new IllegalStateException(
                    "ONEVENT-504: awaitIdle is called in a transaction: what it has published is not "
                            + "handled before it commits; call it outside of one");
        }
        boolean idle = isIdleWithin(most);
        // Of a misspelt name, say, nothing else tells in time whoever asks next what has become of its event.
        local.now().tellUnhandled();
        return idle;
    }

    private boolean isIdleWithin(Duration most) {
        Collection<String> names = local.names();
        long start = System.nanoTime();
        while (opened.store().due().isAnyOf(names)) {
            if (System.nanoTime() - start >= nanos(most)
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    @Override
    public QueueStatus status() {
        return sampler.status();
    }

    @Override
    public Explanation explain(UUID id) {
        if (id == null) {
            throw new IllegalArgumentException("id is null");
        }
        return explainer.explain(id);
    }
}
