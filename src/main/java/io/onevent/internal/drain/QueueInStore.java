package io.onevent.internal.drain;

import io.onevent.EventQueue;
import io.onevent.Explanation;
import io.onevent.QueueStatus;
import io.onevent.internal.publish.Opened;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** The operator's way to the queue. */
@ApplicationScoped
public class QueueInStore implements EventQueue {

    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final Opened opened;
    private final Engine engine;
    private final Sampler sampler;
    private final Explaining explaining;

    @Inject
    QueueInStore(Opened opened, Engine engine, Sampler sampler, Explaining explaining) {
        this.opened = opened;
        this.engine = engine;
        this.sampler = sampler;
        this.explaining = explaining;
    }

    /** For the client proxy. */
    QueueInStore() {
        this(null, null, null, null);
    }

    @Override
    public void pause() {
        opened.store().pause().pause();
        obeyAtOnce();
    }

    @Override
    public void resume() {
        opened.store().pause().resume();
        obeyAtOnce();
    }

    /** What a transaction has not committed yet is seen at the next look. */
    private void obeyAtOnce() {
        if (!hasTransaction()) {
            engine.pauseOrGoOn();
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
        engine.tellUnhandled();
        return idle;
    }

    private boolean isIdleWithin(Duration most) {
        Collection<String> names = engine.names();
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
        return explaining.explain(id);
    }
}
