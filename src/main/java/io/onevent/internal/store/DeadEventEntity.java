package io.onevent.internal.store;

import io.onevent.DeadEvent;
import io.onevent.Reason;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/** An event that ended badly. */
@Entity
@Cacheable(false)
@Table(name = "onevent_dead_event")
public class DeadEventEntity extends EventColumns {

    @Enumerated(EnumType.STRING)
    @Column(name = "reason")
    private Reason reason;

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
                reason,
                errorClass,
                message,
                stackTrace,
                firstFailure.toInstant(),
                lastFailure.toInstant());
    }
}
