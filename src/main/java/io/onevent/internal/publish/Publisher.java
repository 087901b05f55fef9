package io.onevent.internal.publish;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.internal.store.Ids;
import io.onevent.internal.store.NewEventRow;
import io.onevent.internal.store.OpenedStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Inserts events in the caller's transaction, and wakes this instance after the commit. */
@ApplicationScoped
public class Publisher implements EventPublisher {

    private final OpenedStore opened;
    private final OpenedPayloads payloads;
    private final WakeAfterCommit wakeAfterCommit;

    @Inject
    Publisher(OpenedStore opened, OpenedPayloads payloads, WakeAfterCommit wakeAfterCommit) {
        this.opened = opened;
        this.payloads = payloads;
        this.wakeAfterCommit = wakeAfterCommit;
    }

    /** For the client proxy. */
    Publisher() {
        this(null, null, null);
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
        if (events == null) {
            throw new IllegalArgumentException("events is null");
        }
        List<NewEventRow> rows = new ArrayList<>(events.size());
        List<UUID> ids = new ArrayList<>(events.size());
        for (NewEvent event : events) {
            NewEventRow row = row(event);
            rows.add(row);
            ids.add(row.id());
        }
        if (!rows.isEmpty()) {
            insert(rows);
        }
        return List.copyOf(ids);
    }

    private NewEventRow row(NewEvent event) {
        if (event == null) {
            throw new IllegalArgumentException("one of events is null");
        }
        Instant expiresAt = event.expiresAt();
        long delayMillis = millis(event.delay());
        Long expiresAfterMillis = event.expiresAfter() == null ? null : (Long) millis(event.expiresAfter());
        if (expiresAfterMillis != null && expiresAfterMillis <= delayMillis) {
            throw new IllegalArgumentException("event " + event.name() + " expires after " + event.expiresAfter()
                    + ", which is not more than its delay of " + event.delay());
        }
        Duration timeToLive = opened.settings().timeToLive(event.name());
        if (expiresAt == null && expiresAfterMillis == null && timeToLive != null) {
            expiresAfterMillis = sum(delayMillis, millis(timeToLive));
        }
        return new NewEventRow(
                Ids.next(),
                event.name(),
                payloads.get().write(event.name(), event.payload()),
                event.group(),
                delayMillis,
                expiresAt,
                expiresAfterMillis);
    }

    private static long millis(Duration duration) {
        try {
            return duration.toMillis();
        } catch (ArithmeticException tooLong) {
            throw new IllegalArgumentException(
                    "a duration of " + duration + " ends after the year 9999, the last that can be stored", tooLong);
        }
    }

    /** What is too long is refused by the database's clock, not by an overflow. */
    private static long sum(long millis, long more) {
        return millis > Long.MAX_VALUE - more ? Long.MAX_VALUE : millis + more;
    }

    private void insert(List<NewEventRow> rows) {
        TransactionSynchronizationRegistry registry = opened.transactions().registry();
        int status = registry.getTransactionStatus();
        if (status == Status.STATUS_NO_TRANSACTION) {
            opened.store().inserts().insertAlone(rows);
            wakeAfterCommit.now(rows);
            return;
        }
        try {
            insertInTransaction(rows, status);
        } catch (IllegalArgumentException refused) {
            // Nothing was stored, and whoever publishes may do without.
            throw refused;
        } catch (Throwable notJoined) {
            markForRollback(registry, notJoined);
            throw notJoined;
        }
    }

    private void insertInTransaction(List<NewEventRow> rows, int status) {
        switch (status) {
            case Status.STATUS_ACTIVE -> {
                opened.store().inserts().insert(rows);
                wakeAfterCommit.register(rows);
            }
            case Status.STATUS_MARKED_ROLLBACK -> throw new IllegalStateException(
                    "the transaction is marked for rollback: an event published in it could never exist");
            default -> throw new IllegalStateException(
                    "the transaction is already completing: an event published now could not become part of it");
        }
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
