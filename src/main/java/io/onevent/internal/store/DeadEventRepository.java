package io.onevent.internal.store;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.EventStoreException;
import io.onevent.StoredEvent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads dead events, moves them back and deletes them, in the thread's transaction. */
public final class DeadEventRepository {

    /** What a filter may ask for, in the order of the values in {@link #select}. */
    private static final String[] CONDITIONS = {"name =", "groupId =", "reason =", "lastFailure >=", "lastFailure <"};

    private final EntityManagerFactory factory;
    private final EventTable events;

    DeadEventRepository(EntityManagerFactory factory, EventTable events) {
        this.factory = factory;
        this.events = events;
    }

    public List<DeadEvent> list(DeadEventFilter filter) {
        List<DeadEvent> dead = new ArrayList<>();
        for (DeadEventEntity entity :
                select("d", filter, " ORDER BY d.lastFailure DESC, d.id DESC", filter.limit(), DeadEventEntity.class)) {
            dead.add(entity.toDeadEvent());
        }
        return List.copyOf(dead);
    }

    public long count(DeadEventFilter filter) {
        return select("COUNT(d)", filter, "", 0, Long.class).get(0);
    }

    /** The ids of all that the filter means, in one order for all: so two that move the same events do not deadlock. */
    public List<UUID> ids(DeadEventFilter filter) {
        return select("d.id", filter, " ORDER BY d.id", 0, UUID.class);
    }

    public Optional<DeadEvent> find(UUID id) {
        return with(entities -> {
            DeadEventEntity dead = entities.find(DeadEventEntity.class, id);
            return dead == null ? Optional.empty() : Optional.of(dead.toDeadEvent());
        });
    }

    /** Moves an event back, due now; returns it, or empty if there is none. The row's lock decides between two that try. */
    public Optional<StoredEvent> replay(UUID id) {
        return with(entities -> {
            DeadEventEntity dead = entities.find(DeadEventEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (dead == null) {
                return Optional.empty();
            }
            if (dead.toDeadEvent().event().group() != null) {
                events.lockHead(dead.toDeadEvent().event().group());
            }
            EventEntity event = new EventEntity(dead, utc(events.clock()));
            entities.persist(event);
            entities.remove(dead);
            return Optional.of(dead.toDeadEvent().event());
        });
    }

    /** Deletes an event; returns it, or empty if there is none. */
    public Optional<StoredEvent> discard(UUID id) {
        return with(entities -> {
            DeadEventEntity dead = entities.find(DeadEventEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (dead == null) {
                return Optional.empty();
            }
            entities.remove(dead);
            return Optional.of(dead.toDeadEvent().event());
        });
    }

    /** What the filter means; from its offset on where there is a limit, which 0 is not. */
    private <T> List<T> select(String what, DeadEventFilter filter, String order, int limit, Class<T> type) {
        Object[] values = {
            filter.name(), filter.group(), filter.reason(), utc(filter.diedAfter()), utc(filter.diedBefore())
        };
        String all = "SELECT " + what + " FROM DeadEventEntity d WHERE 1 = 1";
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                all += " AND d." + CONDITIONS[i] + " :value" + i;
            }
        }
        String jpql = all + order;
        return with(entities -> {
            TypedQuery<T> query = entities.createQuery(jpql, type);
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null) {
                    query.setParameter("value" + i, values[i]);
                }
            }
            if (limit > 0) {
                query.setFirstResult(filter.offset()).setMaxResults(limit);
            }
            return query.getResultList();
        });
    }

    private static OffsetDateTime utc(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    /** Flushes before it returns: what is left to beforeCompletion runs outside the transaction on Payara. */
    private <T> T with(Function<EntityManager, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            T result = work.apply(entities);
            if (entities.isJoinedToTransaction()) {
                entities.flush();
            }
            return result;
        } catch (PersistenceException refused) {
            throw new EventStoreException("the dead events cannot be reached: " + refused.getMessage(), refused);
        }
    }
}
