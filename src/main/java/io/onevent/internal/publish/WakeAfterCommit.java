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

/** Wakes this instance once per committed transaction and name; a rolled back one wakes nobody. */
@ApplicationScoped
public class WakeAfterCommit {

    private final Opened opened;
    /** Null for nobody. */
    private volatile Consumer<String> wake;

    @Inject
    WakeAfterCommit(Opened opened) {
        this.opened = opened;
    }

    /** For the client proxy. */
    WakeAfterCommit() {
        this(null);
    }

    /** From now on tells this one the names; it is called on the publisher's thread, must be quick and throw nothing. */
    public void to(Consumer<String> wake) {
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

    private void wake(Set<String> names) {
        Consumer<String> awake = wake;
        if (awake != null) {
            names.forEach(awake);
        }
    }

    void register(Collection<EventRow> rows) {
        for (String name : due(rows)) {
            register(name);
        }
    }

    private static Set<String> due(Collection<EventRow> rows) {
        Set<String> due = new HashSet<>();
        for (EventRow row : rows) {
            if (row.isDueAtOnce()) {
                due.add(row.name());
            }
        }
        return due;
    }

    /** Registers a name that will have an event due when the thread's transaction commits. */
    public void register(String name) {
        TransactionSynchronizationRegistry registry = opened.transactions().registry();
        Names names = (Names) registry.getResource(this);
        if (names == null) {
            names = new Names();
            registry.putResource(this, names);
            registry.registerInterposedSynchronization(names);
        }
        names.published.add(name);
    }

    private final class Names implements Synchronization {

        private final Set<String> published = new HashSet<>();

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
