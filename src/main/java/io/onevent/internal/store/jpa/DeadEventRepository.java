package io.onevent.internal.store.jpa;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.Reason;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads dead events, in the thread's transaction. */
public final class DeadEventRepository {

    private final Entities<DeadEventEntity> entities;

    public DeadEventRepository(EntityManagerFactory factory) {
        entities = new Entities<>(factory, DeadEventEntity.class, "e.lastFailure DESC, e.id DESC");
    }

    public List<DeadEvent> list(DeadEventFilter filter) {
        return entities.page(where(filter), filter.offset(), filter.limit(), DeadEventEntity::toDeadEvent);
    }

    /**
     * A dead event without what may be large: its payload and its stack trace.
     *
     * @param retry the number of retries it had used
     */
    public record Brief(
            UUID id,
            String name,
            String group,
            Reason reason,
            int retry,
            Instant lastFailure,
            String errorClass,
            String message) {}

    /** The same events as {@link #list}, and no more of them than can be printed in a line. */
    public List<Brief> briefly(DeadEventFilter filter) {
        return entities.page(
                where(filter),
                filter.offset(),
                filter.limit(),
                "SELECT e.id, e.name, e.groupId, e.reason, e.retry, e.lastFailure, e.errorClass, e.message",
                Object[].class,
                DeadEventRepository::brief);
    }

    private static Brief brief(Object[] column) {
        return new Brief(
                (UUID) column[0],
                (String) column[1],
                (String) column[2],
                DeadEventEntity.reason((String) column[3]),
                column[4] == null ? 0 : (Integer) column[4],
                Entities.instant((OffsetDateTime) column[5]),
                (String) column[6],
                (String) column[7]);
    }

    public long count(DeadEventFilter filter) {
        return entities.count(where(filter));
    }

    public long count(DeadEventFilter filter, int most) {
        return entities.count(where(filter), most);
    }

    public List<UUID> ids(DeadEventFilter filter) {
        return entities.ids(where(filter));
    }

    public Optional<DeadEvent> find(UUID id) {
        return entities.find(id).map(DeadEventEntity::toDeadEvent);
    }

    private static Entities.Where where(DeadEventFilter filter) {
        return new Entities.Where()
                .is("name =", filter.name())
                .is("groupId =", filter.group())
                .is("reason =", filter.reason() == null ? null : filter.reason().name())
                .between("lastFailure", filter.diedAfter(), filter.diedBefore());
    }
}
