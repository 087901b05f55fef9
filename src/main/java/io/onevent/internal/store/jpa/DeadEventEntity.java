package io.onevent.internal.store.jpa;

import io.onevent.DeadEvent;
import io.onevent.Reason;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/** An event that ended badly. */
@Entity
@Cacheable(false)
@Table(name = "onevent_dead_event")
public class DeadEventEntity extends EventColumns {

    /** Not as an enumeration: a later version may have written one that this version does not know. */
    @Column(name = "reason")
    private String reason;

    @Column(name = "error_class")
    private String errorClass;

    @Column(name = "message")
    private String message;

    @Column(name = "stack_trace")
    private String stackTrace;

    @Column(name = "first_failure")
    private OffsetDateTime firstFailure;

    @Column(name = "last_failure")
    private OffsetDateTime lastFailure;

    /** For the persistence provider. */
    protected DeadEventEntity() {}

    DeadEvent toDeadEvent() {
        return new DeadEvent(
                toStoredEvent(),
                reason(reason),
                errorClass,
                message,
                stackTrace,
                Entities.instant(firstFailure),
                Entities.instant(lastFailure));
    }

    /** Its reason, or {@link Reason#UNREADABLE} for one that this version does not know. */
    public static Reason reason(String reason) {
        for (Reason known : Reason.values()) {
            if (known.name().equals(reason)) {
                return known;
            }
        }
        return Reason.UNREADABLE;
    }
}
