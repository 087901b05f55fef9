package io.onevent.internal.store.jpa;

import io.onevent.ProcessedEvent;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/** An event that was processed and is kept. */
@Entity
@Cacheable(false)
@Table(name = "onevent_processed_event")
public class ProcessedEventEntity extends EventColumns {

    @Column(name = "processed_date")
    private OffsetDateTime processedDate;

    /** For the persistence provider. */
    protected ProcessedEventEntity() {}

    ProcessedEvent toProcessedEvent() {
        return new ProcessedEvent(toStoredEvent(), Entities.instant(processedDate));
    }
}
