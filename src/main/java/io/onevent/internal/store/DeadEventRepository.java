package io.onevent.internal.store;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads dead events, in the thread's transaction. */
public final class DeadEventRepository {

    private final Entities<DeadEventEntity> entities;

    DeadEventRepository(EntityManagerFactory factory) {
        entities = new Entities<>(factory, DeadEventEntity.class, "lastFailure");
    }

    public List<DeadEvent> list(DeadEventFilter filter) {
        return entities.latest(where(filter), filter.offset(), filter.limit()).stream()
                .map(DeadEventEntity::toDeadEvent)
                .toList();
    }

    public long count(DeadEventFilter filter) {
        return entities.count(where(filter));
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
                .is("reason =", filter.reason())
                .is("lastFailure >=", filter.diedAfter())
                .is("lastFailure <", filter.diedBefore());
    }
}
