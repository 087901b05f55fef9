package io.onevent.internal.publish;

import io.onevent.internal.store.EventRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Wakes this instance once per committed transaction and what it has made due; a rolled back one wakes nobody. */
@ApplicationScoped
public class WakeAfterCommit {

    private final Opened opened;
    /** Null for nobody. */
    private volatile Consumer<Woken> wake;

    @Inject
    WakeAfterCommit(Opened opened) {
        this.opened = opened;
    }

    /** For the client proxy. */
    WakeAfterCommit() {
        this(null);
    }

    /** From now on tells this one what is due; it is called on the publisher's thread, must be quick and throw nothing. */
    public void to(Consumer<Woken> wake) {
        this.wake = wake;
    }

    /** From now on wakes nobody. */
    public void toNobody() {
        this.wake = null;
    }

    /** Wakes for events that are committed already. */
    void now(Collection<EventRow> rows) {
        wake(due(rows));
    }

    private void wake(Set<Woken> due) {
        Consumer<Woken> awake = wake;
        if (awake != null) {
            due.forEach(awake);
        }
    }

    void register(Collection<EventRow> rows) {
        for (Woken woken : due(rows)) {
            register(woken);
        }
    }

    private static Set<Woken> due(Collection<EventRow> rows) {
        Set<Woken> due = new HashSet<>();
        for (EventRow row : rows) {
            if (row.isDueAtOnce()) {
                due.add(new Woken(row.name(), row.group(), row.expires()));
            }
        }
        return due;
    }

    /** Registers what will be due when the thread's transaction commits. */
    public void register(Woken woken) {
        TransactionSynchronizationRegistry registry = opened.transactions().registry();
        Pending pending = (Pending) registry.getResource(this);
        if (pending == null) {
            pending = new Pending();
            registry.putResource(this, pending);
            registry.registerInterposedSynchronization(pending);
        }
        pending.published.add(woken);
    }

    private final class Pending implements Synchronization {

        private final Set<Woken> published = new HashSet<>();

        @Override
        public void beforeCompletion() {
            // The events are in the database already.
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                wake(published);
            }
        }
    }
}
