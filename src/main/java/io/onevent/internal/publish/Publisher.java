package io.onevent.internal.publish;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.internal.monitor.Traces;
import io.onevent.internal.monitor.Tracing;
import io.onevent.internal.store.Inserted;
import io.onevent.internal.store.NewEventRow;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.RefusedMidwayException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Inserts events in the caller's transaction, and wakes this instance after the commit. */
@ApplicationScoped
public class Publisher implements EventPublisher {

    private final OpenedStore opened;
    private final WakeAfterCommit wakeAfterCommit;
    private final Traces traces;
    private final NewRows rows;

    @Inject
    Publisher(OpenedStore opened, OpenedPayloads payloads, WakeAfterCommit wakeAfterCommit, Traces traces) {
        this.opened = opened;
        this.wakeAfterCommit = wakeAfterCommit;
        this.traces = traces;
        this.rows = new NewRows(() -> opened.settings(), () -> payloads.get());
    }

    /** For the client proxy. */
    Publisher() {
        this(null, null, null, null);
    }

    @Override
    public UUID publish(String name) {
        return publish(NewEvent.named(name));
    }

    @Override
    public UUID publish(String name, Object payload) {
        return publish(NewEvent.named(name).payload(payload));
    }

    @Override
    public UUID publish(NewEvent event) {
        if (event == null) {
            throw new IllegalArgumentException("event is null");
        }
        return publishAll(List.of(event)).get(0);
    }

    @Override
    public List<UUID> publishAll(Collection<NewEvent> events) {
        List<NewEventRow> rows = this.rows.of(events);
        if (rows.isEmpty()) {
            return List.of();
        }
        Tracing tracing = traces.inUse();
        return (tracing == null ? insert(rows) : insertTraced(rows, new Sendings(tracing))).ids();
    }

    private Inserted insertTraced(List<NewEventRow> rows, Sendings sendings) {
        try {
            Inserted inserted = insert(sendings.begin(rows));
            sendings.end(inserted.ids());
            return inserted;
        } catch (Throwable refused) {
            sendings.failed(refused);
            throw refused;
        }
    }

    private Inserted insert(List<NewEventRow> rows) {
        TransactionSynchronizationRegistry registry = opened.transactions().registry();
        int status = registry.getTransactionStatus();
        if (status == Status.STATUS_NO_TRANSACTION) {
            Inserted inserted = opened.store().inserts().insertAlone(rows);
            wakeAfterCommit.now(inserted);
            return inserted;
        }
        try {
            return insertInTransaction(rows, status);
        } catch (RefusedMidwayException refused) {
            markForRollback(registry, refused);
            throw refused;
        } catch (IllegalArgumentException refused) {
            // Nothing was stored, and whoever publishes may do without.
            throw refused;
        } catch (Throwable notJoined) {
            markForRollback(registry, notJoined);
            throw notJoined;
        }
    }

    private Inserted insertInTransaction(List<NewEventRow> rows, int status) {
        return switch (status) {
            case Status.STATUS_ACTIVE -> {
                Inserted inserted = opened.store().inserts().insert(rows);
                wakeAfterCommit.register(inserted);
                yield inserted;
            }
            case Status.STATUS_MARKED_ROLLBACK -> throw new IllegalStateException(
                    "the transaction is marked for rollback: an event published in it could never exist");
            default -> throw new IllegalStateException(
                    "the transaction is already completing: an event published now could not become part of it");
        };
    }

    /**
     * CDI catches what an observer throws before completion: the business data would be committed without their event.
     */
    private static void markForRollback(TransactionSynchronizationRegistry registry, Throwable notJoined) {
        try {
            registry.setRollbackOnly();
        } catch (Throwable tooLate) {
            if (tooLate != notJoined) {
                notJoined.addSuppressed(tooLate);
            }
        }
    }
}
