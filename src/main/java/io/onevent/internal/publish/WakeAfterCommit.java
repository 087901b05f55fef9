package io.onevent.internal.publish;

import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.store.Inserted;
import io.onevent.internal.store.NewEventRow;
import io.onevent.internal.store.OpenedStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Wakes this instance once per committed transaction and what it has made due; a rolled back one wakes nobody. */
@ApplicationScoped
public class WakeAfterCommit {

    /** What was published so long before its commit is looked for among what has been due for long. */
    private static final long LONG_NANOS = Duration.ofSeconds(1).toNanos();

    private final OpenedStore opened;
    private final Watchers watchers;
    /** Null for nobody. */
    private volatile Consumer<WakeUp> wake;

    @Inject
    WakeAfterCommit(OpenedStore opened, Watchers watchers) {
        this.opened = opened;
        this.watchers = watchers;
    }

    /** For the client proxy. */
    WakeAfterCommit() {
        this(null, null);
    }

    /** From now on tells this one what is due; it is called on the publisher's thread, and must be quick. */
    public void to(Consumer<WakeUp> wake) {
        this.wake = wake;
    }

    /** From now on wakes nobody. */
    public void toNobody() {
        this.wake = null;
    }

    /** Wakes for events that are committed already. */
    void now(Inserted inserted) {
        wake(due(inserted.changed()));
        tell(countByName(inserted.stored()));
    }

    /** What is committed stays so, whatever goes wrong here: then the next look at the table finds it. */
    private void wake(Set<WakeUp> due) {
        Consumer<WakeUp> awake = wake;
        try {
            if (awake != null) {
                due.forEach(awake);
            }
        } catch (Throwable unforeseen) {
            Log.unforeseen(unforeseen);
        }
    }

    /** Registers what the thread's transaction has published. */
    public void register(Inserted inserted) {
        if (inserted.changed().isEmpty()) {
            return;
        }
        Pending pending = pending();
        pending.due.addAll(due(inserted.changed()));
        countByName(inserted.stored()).forEach((name, events) -> pending.published.merge(name, events, Integer::sum));
    }

    private static Map<String, Integer> countByName(Collection<NewEventRow> rows) {
        Map<String, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row.name(), 1, Integer::sum));
        return counts;
    }

    private void tell(Map<String, Integer> published) {
        published.forEach((name, events) -> watchers.tell(watcher -> watcher.published(name, events)));
    }

    private static Set<WakeUp> due(Collection<NewEventRow> rows) {
        Set<WakeUp> due = new HashSet<>();
        for (NewEventRow row : rows) {
            if (row.isDueAtOnce()) {
                due.add(new WakeUp(row.name(), row.group(), row.expires(), false));
            }
        }
        return due;
    }

    /** Registers what will be due when the thread's transaction commits. */
    public void register(WakeUp woken) {
        pending().due.add(woken);
    }

    private Pending pending() {
        TransactionSynchronizationRegistry registry = opened.transactions().registry();
        Pending pending = (Pending) registry.getResource(this);
        if (pending == null) {
            pending = new Pending();
            registry.putResource(this, pending);
            registry.registerInterposedSynchronization(pending);
        }
        return pending;
    }

    private static Set<WakeUp> longDue(Set<WakeUp> due) {
        Set<WakeUp> longDue = new HashSet<>();
        due.forEach(woken -> longDue.add(new WakeUp(woken.name(), woken.group(), woken.dated())));
        return longDue;
    }

    private final class Pending implements Synchronization {

        private final long beganNanos = System.nanoTime();
        private final Set<WakeUp> due = new HashSet<>();
        private final Map<String, Integer> published = new HashMap<>();

        @Override
        public void beforeCompletion() {
            // The events are in the database already.
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                wake(System.nanoTime() - beganNanos < LONG_NANOS ? due : longDue(due));
                tell(published);
            }
        }
    }
}
