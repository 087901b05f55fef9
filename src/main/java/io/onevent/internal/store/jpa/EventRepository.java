package io.onevent.internal.store.jpa;

import io.onevent.StoredEvent;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Reads events that wait or run, in the thread's transaction. */
public final class EventRepository {

    private final Entities<EventEntity> entities;

    public EventRepository(EntityManagerFactory factory) {
        entities = new Entities<>(factory, EventEntity.class, "dueAt");
    }

    public Optional<Waiting> find(UUID id) {
        return entities.find(id).map(EventEntity::toWaiting);
    }

    /**
     * An event that waits or runs.
     *
     * @param neverStarted whether its expiry, which it has, still counts
     */
    public record Waiting(StoredEvent event, long seq, Instant dueAt, boolean neverStarted) {}
}
