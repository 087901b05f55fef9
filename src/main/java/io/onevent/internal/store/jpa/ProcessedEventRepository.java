package io.onevent.internal.store.jpa;

import io.onevent.ProcessedEvent;
import io.onevent.ProcessedEventFilter;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads processed events, in the thread's transaction. */
public final class ProcessedEventRepository {

    private final Entities<ProcessedEventEntity> entities;

    public ProcessedEventRepository(EntityManagerFactory factory) {
        entities = new Entities<>(factory, ProcessedEventEntity.class, "e.processedDate DESC, e.id DESC");
    }

    public List<ProcessedEvent> list(ProcessedEventFilter filter) {
        return entities.page(where(filter), filter.offset(), filter.limit(), ProcessedEventEntity::toProcessedEvent);
    }

    public long count(ProcessedEventFilter filter) {
        return entities.count(where(filter));
    }

    public List<UUID> ids(ProcessedEventFilter filter) {
        return entities.ids(where(filter));
    }

    public Optional<ProcessedEvent> find(UUID id) {
        return entities.find(id).map(ProcessedEventEntity::toProcessedEvent);
    }

    private static Entities.Where where(ProcessedEventFilter filter) {
        return new Entities.Where()
                .is("name =", filter.name())
                .is("groupId =", filter.group())
                .between("processedDate", filter.processedAfter(), filter.processedBefore());
    }
}
