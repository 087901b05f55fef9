package io.onevent.internal.store.jpa;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.StoredEvent;
import jakarta.persistence.EntityManagerFactory;
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

    /** The same events without what may be large: payloads, headers and stack traces; of each what is told in a line. */
    public List<DeadEvent> briefly(DeadEventFilter filter) {
        return entities.page(
                where(filter),
                filter.offset(),
                filter.limit(),
                "SELECT e.id, e.name, e.groupId, e.retry, e.reason, e.errorClass, e.message, e.lastFailure",
                Object[].class,
                column -> new DeadEvent(
                        new StoredEvent(
                                (UUID) column[0],
                                (String) column[1],
                                null,
                                (String) column[2],
                                null,
                                null,
                                null,
                                null,
                                column[3] == null ? 0 : (Integer) column[3]),
                        DeadEventEntity.reason((String) column[4]),
                        (String) column[5],
                        (String) column[6],
                        null,
                        null,
                        Entities.instant((OffsetDateTime) column[7])));
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
