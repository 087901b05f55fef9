package io.onevent.internal.operate;

import io.onevent.EventQueue;
import io.onevent.Explanation;
import io.onevent.QueueStatus;
import io.onevent.internal.store.OpenedStore;
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

    private final OpenedStore opened;
    private final LocalState local;
    private final Sampler sampler;
    private final Explainer explainer;

    @Inject
    QueueInStore(OpenedStore opened, LocalState local, Sampler sampler, Explainer explainer) {
        this.opened = opened;
        this.local = local;
        this.sampler = sampler;
        this.explainer = explainer;
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
