package io.onevent.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Publishing events with keys. The unique index onevent_event_key_of_name decides between all that insert one, and
 * makes each wait for the end of the transaction that has inserted, or is ending, the one with its key.
 */
final class KeyedInserts {

    /** So often may the one that waits have ended between two statements about it. */
    private static final int MOST_TRIES = 100;

    /** The database counts up so far in one statement. */
    private static final int MOST_NUMBERS_AT_ONCE = 500;

    /** On PostgreSQL, where a violation would end the transaction. */
    static final String OR_NOTHING = " ON CONFLICT (name, event_key) WHERE event_key IS NOT NULL DO NOTHING";

    /** The same in every transaction, whatever the order of its list: so that two do not wait for each other. */
    private static final Comparator<NewEventRow> ORDER =
            Comparator.comparing(NewEventRow::name).thenComparing(NewEventRow::key);

    private final Jdbc publishing;
    private final Dialect dialect;
    private final KeyTable keys;
    private final String number;

    KeyedInserts(Jdbc publishing, Dialect dialect) {
        this.publishing = publishing;
        this.dialect = dialect;
        this.keys = new KeyTable(publishing, dialect);
        this.number = dialect.nextOrderNumber;
    }

    /** The one that waits or runs with a key. */
    private record Waiting(UUID id, String group) {}

    /**
     * An insert that came to an end.
     *
     * @param waiting the one with the key if it was not stored; null if that has ended meanwhile
     */
    private record Attempt(boolean stored, Waiting waiting) {

        private static final Attempt STORED = new Attempt(true, null);
    }

    /** Writes those without a key. */
    interface Others {

        /** @param numbers their order numbers, or null for the next ones */
        void insert(List<NewEventRow> events, List<Long> numbers) throws SQLException;
    }

    /** One call, whose groups are locked already. */
    final class Call {

        private final Connection connection;
        private final List<NewEventRow> events;
        private final List<NewEventRow> stored = new ArrayList<>();
        private final List<NewEventRow> changed = new ArrayList<>();
        private final boolean looksFirst;

        Call(Connection connection, List<NewEventRow> events) throws SQLException {
            this.connection = connection;
            this.events = events;
            // MariaDB's insert locks the entry of the index it meets, and then the row; the end of an event locks these
            // the other way round. At repeatable read a look would show what has ended, or lock the gap where it was.
            this.looksFirst = dialect == Dialect.MARIADB
                    && connection.getTransactionIsolation() == Connection.TRANSACTION_READ_COMMITTED;
        }

        /**
         * @throws IllegalArgumentException if one replaces one of another group; nothing is stored
         * @throws RefusedMidwayException likewise, and some are stored
         */
        Inserted insert(Others others) throws SQLException {
            refuseOtherGroups();
            // Keys are taken in their order, and groups keep that of the list.
            boolean ordered = events.size() > 1 && events.stream().anyMatch(event -> event.group() != null);
            List<Long> numbers = ordered ? numbers(events.size()) : null;
            insertOthers(others, numbers);
            UUID[] ids = new UUID[events.size()];
            List<Integer> keyed = new ArrayList<>();
            for (int i = 0; i < ids.length; i++) {
                ids[i] = events.get(i).id();
                if (events.get(i).key() != null) {
                    keyed.add(i);
                }
            }
            keyed.sort(Comparator.comparing(events::get, ORDER));
            for (int i : keyed) {
                ids[i] = store(events.get(i), numbers == null ? null : numbers.get(i));
            }
            return new Inserted(List.of(ids), stored, changed);
        }

        private void insertOthers(Others others, List<Long> numbers) throws SQLException {
            List<NewEventRow> keyless = new ArrayList<>();
            List<Long> theirs = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                if (events.get(i).key() == null) {
                    keyless.add(events.get(i));
                    theirs.add(numbers == null ? null : numbers.get(i));
                }
            }
            if (!keyless.isEmpty()) {
                others.insert(keyless, numbers == null ? null : theirs);
                stored.addAll(keyless);
                changed.addAll(keyless);
            }
        }

        /** As far as can be known before one is stored. A single one is compared when the one that waits is locked. */
        private void refuseOtherGroups() throws SQLException {
            if (events.size() == 1 || events.stream().noneMatch(NewEventRow::replacing)) {
                return;
            }
            Map<List<String>, List<NewEventRow>> byKey = new HashMap<>();
            for (NewEventRow event : events) {
                if (event.key() != null) {
                    byKey.computeIfAbsent(List.of(event.name(), event.key()), first -> new ArrayList<>())
                            .add(event);
                }
            }
            for (List<NewEventRow> same : byKey.values()) {
                if (same.stream().anyMatch(NewEventRow::replacing)) {
                    refuseOtherGroups(same);
                }
            }
        }

        private void refuseOtherGroups(List<NewEventRow> same) throws SQLException {
            // Not locked, for keys have their order: a snapshot may show one that has ended.
            Waiting found = find(same.get(0), "");
            Waiting waiting = found;
            for (NewEventRow event : same) {
                if (waiting == null) {
                    // Of one that may be left out for its time nothing can be said.
                    waiting = event.keyForMillis() == null ? new Waiting(event.id(), event.group()) : null;
                } else if (event.replacing() && !Objects.equals(event.group(), waiting.group())) {
                    if (waiting == found && !dialect.latest.isEmpty() && !isThere(found)) {
                        return;
                    }
                    throw new IllegalArgumentException(otherGroup(event, waiting));
                }
            }
        }

        private UUID store(NewEventRow event, Long orderNumber) throws SQLException {
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                UUID id;
                if (event.replacing()) {
                    id = replace(event, orderNumber);
                } else if (event.keyForMillis() != null) {
                    id = storeForATime(event, orderNumber);
                } else {
                    id = storePlain(event, orderNumber);
                }
                if (id != null) {
                    return id;
                }
            }
            // The state says that the same transaction, run again, may pass.
            throw new SQLException(
                    "the event named " + event.name() + " with the key of another was refused " + MOST_TRIES
                            + " times, and no other was found: at repeatable read a transaction may not see the other",
                    "40001");
        }

        /** The id of the one that waits then; null if that has ended this moment. Like the other two. */
        private UUID storePlain(NewEventRow event, Long orderNumber) throws SQLException {
            Waiting waiting = looksFirst ? find(event, "") : null;
            if (waiting != null) {
                return waiting.id();
            }
            Attempt attempt = tryInsert(event, orderNumber, "");
            if (attempt.stored()) {
                stored.add(event);
                changed.add(event);
                return event.id();
            }
            return attempt.waiting() == null ? null : attempt.waiting().id();
        }

        private UUID storeForATime(NewEventRow event, Long orderNumber) throws SQLException {
            boolean looks = dialect != Dialect.MARIADB || looksFirst;
            Waiting waiting = looks ? find(event, "") : null;
            if (waiting != null) {
                return waiting.id();
            }
            UUID remembered = keys.remember(connection, event);
            if (!event.id().equals(remembered)) {
                // It is not stored, whatever the snapshot shows.
                waiting = looks ? null : find(event, "");
                return waiting == null ? remembered : waiting.id();
            }
            UUID id = storePlain(event, orderNumber);
            if (id != null && !id.equals(event.id())) {
                keys.belongsTo(connection, event, id);
            }
            return id;
        }

        /**
         * Whoever holds it keeps it, and so does its place in its group; all else is as if it had just been published.
         */
        private UUID replace(NewEventRow event, Long orderNumber) throws SQLException {
            Waiting waiting;
            if (dialect != Dialect.MARIADB) {
                waiting = find(event, " FOR UPDATE");
            } else {
                Waiting seen = looksFirst ? find(event, "") : null;
                waiting = seen != null && isThere(seen) ? seen : null;
            }
            if (waiting == null) {
                Attempt attempt = tryInsert(event, orderNumber, " FOR UPDATE");
                if (attempt.stored()) {
                    stored.add(event);
                    changed.add(event);
                    return event.id();
                }
                waiting = attempt.waiting();
            }
            if (waiting == null) {
                return null;
            }
            if (!Objects.equals(event.group(), waiting.group())) {
                String why = otherGroup(event, waiting);
                throw changed.isEmpty() ? new IllegalArgumentException(why) : new RefusedMidwayException(why);
            }
            Object[] times = WholeRow.times(event);
            int hit = publishing.update(
                    connection,
                    "UPDATE onevent_event SET payload = ?, headers = ?, due_at = "
                            + WholeRow.times(dialect, ", expired_at = ") + ", version = " + EventTable.NEXT_VERSION
                            + ", retry = 0, started = 0, first_failure = NULL, suspect = 0 WHERE id = ?",
                    event.payload(),
                    event.headers(),
                    times[0],
                    times[1],
                    times[2],
                    times[3],
                    waiting.id());
            if (hit != 1) {
                return null;
            }
            changed.add(event);
            return waiting.id();
        }

        private Attempt tryInsert(NewEventRow event, Long orderNumber, String lock) throws SQLException {
            String insert = WholeRow.insert(dialect, orderNumber == null ? number : "?");
            Object[] row = WholeRow.parameters(event, orderNumber);
            switch (dialect) {
                case MARIADB -> {
                    // Exclusive at once: of two that have waited with a shared lock each would wait for the other.
                    Waiting there = publishing
                            .query(
                                    connection,
                                    insert + " ON DUPLICATE KEY UPDATE id = id RETURNING id, group_id, name, event_key",
                                    result -> event.name().equals(result.getString("name"))
                                                    && event.key().equals(result.getString("event_key"))
                                            ? new Waiting(Jdbc.uuid(result, "id"), result.getString("group_id"))
                                            : null,
                                    row)
                            .get(0);
                    if (there == null) {
                        throw new SQLException(
                                "another event has its id or its order number: was a row copied?", "23000", 1062);
                    }
                    return there.id().equals(event.id()) ? Attempt.STORED : new Attempt(false, there);
                }
                case POSTGRESQL -> {
                    if (publishing.update(connection, insert + OR_NOTHING, row) == 1) {
                        return Attempt.STORED;
                    }
                }
                case H2 -> {
                    try {
                        publishing.update(connection, insert, row);
                        return Attempt.STORED;
                    } catch (SQLException refused) {
                        if (!Jdbc.isDuplicate(refused)) {
                            throw refused;
                        }
                    }
                }
            }
            return new Attempt(false, find(event, lock));
        }

        /** The index onevent_event_key_of_name, one row. */
        private Waiting find(NewEventRow event, String lock) throws SQLException {
            List<Waiting> found = publishing.query(
                    connection,
                    "SELECT id, group_id FROM onevent_event WHERE name = ? AND event_key = ?" + lock,
                    result -> new Waiting(Jdbc.uuid(result, "id"), result.getString("group_id")),
                    event.name(),
                    event.key());
            return found.isEmpty() ? null : found.get(0);
        }

        /** Whether one that a snapshot shows is still there; then it is locked. */
        private boolean isThere(Waiting waiting) throws SQLException {
            return !publishing
                    .query(
                            connection,
                            "SELECT 1 FROM onevent_event WHERE id = ?" + dialect.latest,
                            result -> true,
                            waiting.id())
                    .isEmpty();
        }

        /** The next order numbers, the smallest first. */
        private List<Long> numbers(int count) throws SQLException {
            String rows =
                    switch (dialect) {
                        case POSTGRESQL -> " FROM generate_series(1, ?)";
                        case H2 -> " FROM SYSTEM_RANGE(1, ?)";
                        case MARIADB -> " FROM r";
                    };
            String counting = dialect == Dialect.MARIADB
                    ? "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ?) "
                    : "";
            List<Long> numbers = new ArrayList<>(count);
            while (numbers.size() < count) {
                numbers.addAll(publishing.query(
                        connection,
                        counting + "SELECT " + number + " AS drawn" + rows,
                        result -> result.getLong("drawn"),
                        Math.min(MOST_NUMBERS_AT_ONCE, count - numbers.size())));
            }
            numbers.sort(null);
            return numbers;
        }
    }

    private static String otherGroup(NewEventRow event, Waiting waiting) {
        return "event " + event.name() + " replaces the one with its key \"" + event.key() + "\", which "
                + ofGroup(waiting.group()) + ", and itself " + ofGroup(event.group())
                + ": publish it with that one's, for a place in a group is kept";
    }

    private static String ofGroup(String group) {
        return group == null ? "has no group" : "has the group \"" + group + "\"";
    }
}
