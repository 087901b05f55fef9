package io.onevent.internal.store.jpa;

import io.onevent.StoredEvent;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEvent.State;
import io.onevent.WaitingEventFilter;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads events that wait or run, in the thread's transaction. What is due is a matter of the database's clock. */
public final class EventRepository {

    private final Entities<EventEntity> entities;

    public EventRepository(EntityManagerFactory factory) {
        entities = new Entities<>(factory, EventEntity.class, "e.dueAt, e.id");
    }

    /** The oldest due first. */
    public List<WaitingEvent> list(WaitingEventFilter filter, Instant now) {
        return entities.page(where(filter, now), filter.offset(), filter.limit(), event -> event.toWaiting()
                .at(now));
    }

    /** The same events without their payloads and headers, which may be large. */
    public List<WaitingEvent> briefly(WaitingEventFilter filter, Instant now) {
        return entities.page(
                where(filter, now),
                filter.offset(),
                filter.limit(),
                "SELECT e.id, e.name, e.groupId, e.key, e.createDate, e.expiredAt, e.retry, e.dueAt, e.started",
                Object[].class,
                column -> brief(column).at(now));
    }

    private static Waiting brief(Object[] column) {
        StoredEvent event = new StoredEvent(
                (UUID) column[0],
                (String) column[1],
                null,
                (String) column[2],
                (String) column[3],
                null,
                Entities.instant((OffsetDateTime) column[4]),
                Entities.instant((OffsetDateTime) column[5]),
                column[6] == null ? 0 : Math.max(0, (Integer) column[6]));
        return new Waiting(
                event,
                0,
                Entities.instant((OffsetDateTime) column[7]),
                !Integer.valueOf(0).equals(column[8]));
    }

    public long count(WaitingEventFilter filter, Instant now) {
        return entities.count(where(filter, now));
    }

    public List<UUID> ids(WaitingEventFilter filter, Instant now) {
        return entities.ids(where(filter, now));
    }

    public Optional<Waiting> find(UUID id) {
        return entities.find(id).map(EventEntity::toWaiting);
    }

    private static Entities.Where where(WaitingEventFilter filter, Instant now) {
        Entities.Where where = new Entities.Where()
                .is("name =", filter.name())
                .is("groupId =", filter.group())
                .is("key =", filter.key())
                .between("createDate", filter.publishedAfter(), filter.publishedBefore());
        if (filter.state() == null) {
            return where;
        }
        return switch (filter.state()) {
            case DUE -> where.is("dueAt <=", Entities.utc(now));
            case DELAYED -> where.is("dueAt >", Entities.utc(now)).is("started =", 0);
            case RETRYING -> where.is("dueAt >", Entities.utc(now)).is("started <>", 0);
        };
    }

    /**
     * An event that waits or runs.
     *
     * @param started whether a failed or postponed run, or a suspect's start, is recorded
     */
    public record Waiting(StoredEvent event, long seq, Instant dueAt, boolean started) {

        /** Whether its expiry, which it has, still counts. */
        public boolean mayExpire() {
            return event.expiredAt() != null && !started;
        }

        /** What it waits for at this time. */
        public WaitingEvent at(Instant now) {
            State later = started ? State.RETRYING : State.DELAYED;
            return new WaitingEvent(event, dueAt, dueAt != null && dueAt.isAfter(now) ? later : State.DUE);
        }
    }
}
