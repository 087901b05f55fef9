package io.onevent.internal.store.jpa;

import io.onevent.EventStoreException;
import io.onevent.internal.store.Times;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Queries of one entity, in the thread's transaction. */
final class Entities<E> {

    /** So many payloads are read twice: by the driver, and as what is made of them. */
    private static final int MOST_AT_ONCE = 100;

    /** So many rows are read at once of what has none. */
    private static final int MOST_BRIEFLY = 5_000;

    private static final int MOST_TOLD = 2_000;

    private final EntityManagerFactory factory;
    private final Class<E> type;
    private final String order;

    /** @param order the order of a page, of which each row has a place of its own */
    Entities(EntityManagerFactory factory, Class<E> type, String order) {
        this.factory = factory;
        this.type = type;
        this.order = " ORDER BY " + order;
    }

    /**
     * What is asked for: comparisons like {@code "name ="}, each with its value. A comparison with null is left out.
     */
    static final class Where {

        private final Map<String, Object> values = new LinkedHashMap<>();

        Where is(String comparison, Object value) {
            if (value != null) {
                values.put(comparison, value);
            }
            return this;
        }

        /** From one time on and before another; what no database can hold is no bound. */
        Where between(String time, Instant from, Instant to) {
            Instant first = from == null || from.isBefore(Times.FIRST) ? null : Times.storable(from);
            Instant end = to == null || to.isAfter(Times.LAST) ? null : Times.storable(to);
            return is(time + " >=", first == null ? null : utc(first)).is(time + " <", end == null ? null : utc(end));
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

    /** A page of them in their order. */
    <T> List<T> page(Where where, int offset, int limit, Function<E, T> row) {
        return page(where, offset, limit, "SELECT e", type, row);
    }

    /**
     * The same, of each so much. What is to be read is found by ids, so that what is left out is not read but
     * in an index; and then it is read in parts, since a statement takes a bounded number of parameters, and entities
     * are not kept beside what is made of them.
     */
    <S, T> List<T> page(Where where, int offset, int limit, String select, Class<S> selected, Function<S, T> row) {
        return with(entities -> {
            List<UUID> page = query(entities, "SELECT e.id", where, order, UUID.class)
                    .setFirstResult(offset)
                    .setMaxResults(limit)
                    .getResultList();
            List<T> rows = new ArrayList<>();
            int atOnce = selected == type ? MOST_AT_ONCE : MOST_BRIEFLY;
            for (int from = 0; from < page.size(); from += atOnce) {
                List<UUID> part = page.subList(from, Math.min(page.size(), from + atOnce));
                query(entities, select, new Where().is("id IN", part), order, selected).getResultList().stream()
                        .map(row)
                        .forEach(rows::add);
                entities.clear();
            }
            return List.copyOf(rows);
        });
    }

    long count(Where where) {
        return with(entities ->
                query(entities, "SELECT COUNT(e)", where, "", Long.class).getSingleResult());
    }

    /** How many there are, counted up to a bound in the order of a page. */
    long count(Where where, int most) {
        return with(entities -> query(entities, "SELECT e.id", where, order, UUID.class)
                .setMaxResults(most)
                .getResultList()
                .size());
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

    /** A provider may quote the whole statement. */
    private static String cut(String message) {
        return message == null || message.length() <= MOST_TOLD ? message : message.substring(0, MOST_TOLD) + " ..";
    }

    private <T> T with(Function<EntityManager, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            return work.apply(entities);
        } catch (PersistenceException refused) {
            throw new EventStoreException("the events cannot be reached: " + cut(refused.getMessage()), refused);
        }
    }
}
