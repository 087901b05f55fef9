package io.onevent.internal.publish;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.internal.monitor.Traces;
import io.onevent.internal.monitor.Tracing;
import io.onevent.internal.store.Headers;
import io.onevent.internal.store.Ids;
import io.onevent.internal.store.Inserted;
import io.onevent.internal.store.NewEventRow;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.RefusedMidwayException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
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
    private final Traces traces;
    private final ShortLives shortLives = new ShortLives();

    @Inject
    Publisher(OpenedStore opened, OpenedPayloads payloads, WakeAfterCommit wakeAfterCommit, Traces traces) {
        this.opened = opened;
        this.payloads = payloads;
        this.wakeAfterCommit = wakeAfterCommit;
        this.traces = traces;
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
        if (events == null) {
            throw new IllegalArgumentException("events is null");
        }
        List<NewEventRow> rows = new ArrayList<>(events.size());
        for (NewEvent event : events) {
            rows.add(row(event));
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        Tracing tracing = traces.inUse();
        return (tracing == null ? insert(rows) : insertTraced(rows, new Sendings(tracing))).ids();
    }

    private NewEventRow row(NewEvent event) {
        if (event == null) {
            throw new IllegalArgumentException("one of events is null");
        }
        refuseHalfAKey(event);
        long delayMillis = millis(event.delay());
        Long expiresAfterMillis = event.expiresAfter() == null ? null : (Long) millis(event.expiresAfter());
        if (event.dueAt() == null && expiresAfterMillis != null && expiresAfterMillis <= delayMillis) {
            throw new IllegalArgumentException("event " + event.name() + " expires after " + event.expiresAfter()
                    + ", which is not more than its delay of " + event.delay());
        }
        boolean expires = event.expiresAt() != null || expiresAfterMillis != null;
        Duration timeToLive = expires ? null : opened.settings().timeToLive(event.name());
        shortLives.look(
                event.name(),
                expires ? life(event) : timeToLive,
                opened.settings().startElsewhere());
        return new NewEventRow(
                Ids.next(),
                event.name(),
                payloads.get().write(event.name(), event.payload()),
                event.group(),
                event.key(),
                event.keyFor() == null ? null : (Long) Math.max(1, millis(event.keyFor())),
                event.replaces(),
                headers(event),
                delayMillis,
                event.dueAt(),
                event.expiresAt(),
                expiresAfterMillis,
                timeToLive == null ? null : (Long) millis(timeToLive));
    }

    /** From when it is due until it expires; null where that is a matter of the database's clock. */
    private static Duration life(NewEvent event) {
        if (event.expiresAt() != null) {
            return event.dueAt() == null ? null : Duration.between(event.dueAt(), event.expiresAt());
        }
        return event.dueAt() == null ? event.expiresAfter().minus(event.delay()) : null;
    }

    private static void refuseHalfAKey(NewEvent event) {
        if (event.key() == null && (event.keyFor() != null || event.replaces())) {
            throw new IllegalArgumentException("event " + event.name()
                    + " has no key, which keyFor and replacing need: " + "add one with key(..)");
        }
        if (event.keyFor() != null && event.replaces()) {
            throw new IllegalArgumentException(
                    "event " + event.name() + " is replacing and has keyFor, which contradict "
                            + "each other: one always has a run for what is published last, the other leaves it out");
        }
    }

    private static String headers(NewEvent event) {
        String text = Headers.text(event.headers());
        if (!Headers.fit(text)) {
            throw new IllegalArgumentException("the headers of event " + event.name() + " have " + text.length()
                    + " characters as JSON: at most " + Headers.MOST_CHARACTERS
                    + " are allowed; put what is longer into "
                    + "the payload");
        }
        return text;
    }

    private static long millis(Duration duration) {
        try {
            return duration.toMillis();
        } catch (ArithmeticException tooLong) {
            throw new IllegalArgumentException(
                    "a duration of " + duration + " ends after the year 9999, the last that can be stored", tooLong);
        }
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
