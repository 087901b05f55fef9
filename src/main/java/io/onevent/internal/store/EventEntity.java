package io.onevent.internal.store;

import io.onevent.StoredEvent;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;

/** An event that waits to be handled, or is handled now. */
@Entity
@Cacheable(false)
@Table(name = "onevent_event")
public class EventEntity {

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

    @Column(name = "due_at")
    private OffsetDateTime dueAt;

    @Column(name = "version")
    private int version;

    /** For the persistence provider. */
    protected EventEntity() {}

    /** A dead event that is to be handled again. */
    EventEntity(DeadEventEntity dead, OffsetDateTime now) {
        StoredEvent event = dead.toDeadEvent().event();
        id = event.id();
        createDate = dead.createDate();
        name = event.name();
        payload = event.payload();
        groupId = event.group();
        expiredAt = dead.expiredAt() == null || !dead.expiredAt().isAfter(now) ? null : dead.expiredAt();
        seq = dead.seq();
        dueAt = now;
        version = dead.version() + 1;
    }
}
