package io.onevent.internal.store;

import io.onevent.EventStoreException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Queries of one entity, in the thread's transaction. */
final class Entities<E> {

    private final EntityManagerFactory factory;
    private final Class<E> type;
    private final String latest;

    /** @param latest the attribute that says when an event came here */
    Entities(EntityManagerFactory factory, Class<E> type, String latest) {
        this.factory = factory;
        this.type = type;
        this.latest = latest;
    }

    /** What is asked for: comparisons like {@code "name ="}, each with its value. A comparison with null is left out. */
    static final class Where {

        private final Map<String, Object> values = new LinkedHashMap<>();

        Where is(String comparison, Object value) {
            if (value != null) {
                values.put(comparison, value instanceof Instant time ? utc(time) : value);
            }
            return this;
        }

        private String clause() {
            String clause = " WHERE 1 = 1";
            int i = 0;
            for (String comparison : values.keySet()) {
                clause += " AND e." + comparison + " :value" + i++;
            }
            return clause;
        }

        private void bind(Query query) {
            int i = 0;
            for (Object value : values.values()) {
                query.setParameter("value" + i++, value);
            }
        }
    }

    static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    Optional<E> find(UUID id) {
        return with(entities -> Optional.ofNullable(entities.find(type, id)));
    }

    /** The latest first. The page is found by ids, so that what is left out is not read but in an index. */
    List<E> latest(Where where, int offset, int limit) {
        String order = " ORDER BY e." + latest + " DESC, e.id DESC";
        return with(entities -> {
            List<UUID> page = query(entities, "SELECT e.id", where, order, UUID.class)
                    .setFirstResult(offset)
                    .setMaxResults(limit)
                    .getResultList();
            return page.isEmpty()
                    ? List.of()
                    : query(entities, "SELECT e", new Where().is("id IN", page), order, type)
                            .getResultList();
        });
    }

    long count(Where where) {
        return with(entities ->
                query(entities, "SELECT COUNT(e)", where, "", Long.class).getSingleResult());
    }

    /** The ids of all, in one order for all: so two that move the same events do not deadlock. */
    List<UUID> ids(Where where) {
        return with(entities -> query(entities, "SELECT e.id", where, " ORDER BY e.id", UUID.class)
                .getResultList());
    }

    private <T> TypedQuery<T> query(EntityManager entities, String what, Where where, String order, Class<T> result) {
        TypedQuery<T> query =
                entities.createQuery(what + " FROM " + type.getSimpleName() + " e" + where.clause() + order, result);
        where.bind(query);
        return query;
    }

    private <T> T with(Function<EntityManager, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            return work.apply(entities);
        } catch (PersistenceException refused) {
            throw new EventStoreException("the events cannot be reached: " + refused.getMessage(), refused);
        }
    }
}
