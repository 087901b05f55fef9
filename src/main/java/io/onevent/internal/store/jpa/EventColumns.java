package io.onevent.internal.store.jpa;

import io.onevent.StoredEvent;
import io.onevent.internal.store.Headers;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.OffsetDateTime;
import java.util.UUID;

/** The columns that an event keeps wherever it lies. */
@MappedSuperclass
public abstract class EventColumns {

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
    private Integer retry;

    @Column(name = "group_id")
    private String groupId;

    @Column(name = "event_key")
    private String key;

    @Column(name = "headers")
    private String headers;

    @Column(name = "expired_at")
    private OffsetDateTime expiredAt;

    @Column(name = "seq")
    private Long seq;

    @Column(name = "version")
    private Integer version;

    /** For the persistence provider. */
    protected EventColumns() {}

    long seq() {
        return seq == null ? 0 : seq;
    }

    StoredEvent toStoredEvent() {
        return new StoredEvent(
                id,
                name,
                payload,
                groupId,
                key,
                Headers.orNone(headers),
                Entities.instant(createDate),
                Entities.instant(expiredAt),
                retry == null ? 0 : Math.max(0, retry));
    }
}
