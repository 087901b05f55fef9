package io.onevent.internal.store.jpa;

import io.onevent.internal.store.jpa.EventRepository.Waiting;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/** An event that waits to be handled, or is handled now. */
@Entity
@Cacheable(false)
@Table(name = "onevent_event")
public class EventEntity extends EventColumns {

    @Column(name = "due_at")
    private OffsetDateTime dueAt;

    @Column(name = "started")
    private Integer started;

    /** For the persistence provider. */
    protected EventEntity() {}

    Waiting toWaiting() {
        return new Waiting(
                toStoredEvent(),
                seq(),
                Entities.instant(dueAt),
                !Integer.valueOf(0).equals(started));
    }
}
