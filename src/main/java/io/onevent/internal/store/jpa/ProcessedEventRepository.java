package io.onevent.internal.store.jpa;

import io.onevent.ProcessedEvent;
import io.onevent.ProcessedEventFilter;
import io.onevent.StoredEvent;
import jakarta.persistence.EntityManagerFactory;
import java.time.OffsetDateTime;
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

    /** The same events without their payloads and headers, which may be large. */
    public List<ProcessedEvent> briefly(ProcessedEventFilter filter) {
        return entities.page(
                where(filter),
                filter.offset(),
                filter.limit(),
                "SELECT e.id, e.name, e.groupId, e.key, e.createDate, e.retry, e.processedDate",
                Object[].class,
                column -> new ProcessedEvent(
                        new StoredEvent(
                                (UUID) column[0],
                                (String) column[1],
                                null,
                                (String) column[2],
                                (String) column[3],
                                null,
                                Entities.instant((OffsetDateTime) column[4]),
                                null,
                                column[5] == null ? 0 : Math.max(0, (Integer) column[5])),
                        Entities.instant((OffsetDateTime) column[6])));
    }

    public long count(ProcessedEventFilter filter, int most) {
        return entities.count(where(filter), most);
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
