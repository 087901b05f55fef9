package io.onevent.internal.store;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.EventStoreException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads dead events, moves them back and deletes them, in the thread's transaction. */
public final class DeadEventRepository {

    private final EntityManagerFactory factory;
    private final Supplier<Instant> databaseClock;

    DeadEventRepository(EntityManagerFactory factory, Supplier<Instant> databaseClock) {
        this.factory = factory;
        this.databaseClock = databaseClock;
    }

    public List<DeadEvent> list(DeadEventFilter filter) {
        return with(entities -> {
            CriteriaBuilder criteria = entities.getCriteriaBuilder();
            CriteriaQuery<DeadEventEntity> query = criteria.createQuery(DeadEventEntity.class);
            Root<DeadEventEntity> dead = query.from(DeadEventEntity.class);
            query.select(dead)
                    .where(conditions(filter, criteria, dead))
                    .orderBy(criteria.desc(dead.get("lastFailure")), criteria.desc(dead.get("id")));
            return entities
                    .createQuery(query)
                    .setFirstResult(filter.offset())
                    .setMaxResults(filter.limit())
                    .getResultList()
                    .stream()
                    .map(DeadEventEntity::toDeadEvent)
                    .toList();
        });
    }

    public long count(DeadEventFilter filter) {
        return with(entities -> {
            CriteriaBuilder criteria = entities.getCriteriaBuilder();
            CriteriaQuery<Long> query = criteria.createQuery(Long.class);
            Root<DeadEventEntity> dead = query.from(DeadEventEntity.class);
            query.select(criteria.count(dead)).where(conditions(filter, criteria, dead));
            return entities.createQuery(query).getSingleResult();
        });
    }

    public Optional<DeadEvent> find(UUID id) {
        return with(entities ->
                Optional.ofNullable(entities.find(DeadEventEntity.class, id)).map(DeadEventEntity::toDeadEvent));
    }

    /** The ids of all that the filter means. */
    public List<UUID> ids(DeadEventFilter filter) {
        return with(entities -> {
            CriteriaBuilder criteria = entities.getCriteriaBuilder();
            CriteriaQuery<UUID> query = criteria.createQuery(UUID.class);
            Root<DeadEventEntity> dead = query.from(DeadEventEntity.class);
            // One order for all, so that two that move the same events do not deadlock.
            query.select(dead.get("id"))
                    .where(conditions(filter, criteria, dead))
                    .orderBy(criteria.asc(dead.get("id")));
            return entities.createQuery(query).getResultList();
        });
    }

    /** Moves an event back, due now; its name, or empty if there is none. The row's lock decides between two that try. */
    public Optional<String> replay(UUID id) {
        return with(entities -> {
            DeadEventEntity dead = entities.find(DeadEventEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (dead == null) {
                return Optional.empty();
            }
            entities.persist(new EventEntity(dead, OffsetDateTime.ofInstant(databaseClock.get(), ZoneOffset.UTC)));
            entities.remove(dead);
            return Optional.of(dead.toDeadEvent().event().name());
        });
    }

    /** Deletes an event; false if there is none. */
    public boolean discard(UUID id) {
        return with(entities -> entities.createQuery("DELETE FROM DeadEventEntity d WHERE d.id = :id")
                        .setParameter("id", id)
                        .executeUpdate()
                == 1);
    }

    private static Predicate[] conditions(
            DeadEventFilter filter, CriteriaBuilder criteria, Root<DeadEventEntity> dead) {
        List<Predicate> conditions = new ArrayList<>();
        if (filter.name() != null) {
            conditions.add(criteria.equal(dead.get("name"), filter.name()));
        }
        if (filter.group() != null) {
            conditions.add(criteria.equal(dead.get("group"), filter.group()));
        }
        if (filter.reason() != null) {
            conditions.add(criteria.equal(dead.get("reason"), filter.reason()));
        }
        if (filter.diedAfter() != null) {
            conditions.add(criteria.greaterThanOrEqualTo(
                    dead.<OffsetDateTime>get("lastFailure"), filter.diedAfter().atOffset(ZoneOffset.UTC)));
        }
        if (filter.diedBefore() != null) {
            conditions.add(criteria.lessThan(
                    dead.<OffsetDateTime>get("lastFailure"), filter.diedBefore().atOffset(ZoneOffset.UTC)));
        }
        return conditions.toArray(Predicate[]::new);
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
