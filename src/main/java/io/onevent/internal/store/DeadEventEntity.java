package io.onevent.internal.store;

import io.onevent.DeadEvent;
import io.onevent.Reason;
import io.onevent.StoredEvent;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** An event that ended badly. */
@Entity
@Cacheable(false)
@Table(name = "onevent_dead_event")
public class DeadEventEntity {

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "create_date")
    private OffsetDateTime createDate;

    @Column(name = "name")
    private String name;

    @Column(name = "payload")
    private String payload;

    @Column(name = "retry")
    private int retry;

    @Column(name = "group_id")
    private String groupId;

    @Column(name = "expired_at")
    private OffsetDateTime expiredAt;

    @Column(name = "seq")
    private long seq;

    @Column(name = "version")
    private int version;

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

    OffsetDateTime createDate() {
        return createDate;
    }

    OffsetDateTime expiredAt() {
        return expiredAt;
    }

    long seq() {
        return seq;
    }

    int version() {
        return version;
    }

    DeadEvent toDeadEvent() {
        StoredEvent event =
                new StoredEvent(id, name, payload, groupId, createDate.toInstant(), instant(expiredAt), retry);
        return new DeadEvent(
                event, reason, errorClass, message, stackTrace, firstFailure.toInstant(), lastFailure.toInstant());
    }

    private static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
