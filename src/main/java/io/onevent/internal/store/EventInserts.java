package io.onevent.internal.store;

import io.onevent.EventStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Publishing: writes new events into the table. */
public final class EventInserts {

    /** Bounds a statement whose events have no payload, or a small one. */
    private static final int MOST_ROWS_AT_ONCE = 1_000;

    /**
     * A statement that is not much longer than its last payload: PostgreSQL bounds it, and both sides hold it in
     * memory.
     */
    private static final int MOST_CHARACTERS_AT_ONCE = 1_000_000;

    /** So many names say what could not be stored. */
    private static final int MOST_TOLD = 10;

    /** Whatever is published has happened by then, or is over. Stored as the last time of the columns' precision. */
    private static final Instant LAST_PUBLISHED = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final Jdbc publishing;
    private final Dialect dialect;
    private final TransactionCheck transaction;
    private final GroupLocks groups;
    private final DatabaseClock clock;
    private final KeyedInserts keyed;

    /** @param publishing without a time limit of its own: the application's transaction has one */
    EventInserts(
            Jdbc publishing, Dialect dialect, TransactionCheck transaction, GroupLocks groups, DatabaseClock clock) {
        this.publishing = publishing;
        this.dialect = dialect;
        this.transaction = transaction;
        this.groups = groups;
        this.clock = clock;
        this.keyed = new KeyedInserts(publishing, dialect);
    }

    /**
     * Inserts events in the thread's transaction; those of groups in the order in which their transactions commit. One
     * with a key is not inserted where one with its name and key waits: that is changed, if the event replaces it.
     *
     * @throws IllegalStateException if the data source gives a connection that is seen not to belong to that
     *     transaction
     * @throws IllegalArgumentException if the time at which one expires is not after that at which it is due, or one of
     *     these times is after the year 9999, or one replaces one of another group; then none is inserted
     * @throws RefusedMidwayException if it was not seen before that one replaces one of another group
     */
    public Inserted insert(List<NewEventRow> events) {
        try (Connection connection = publishing.connection()) {
            if (!transaction.isInTransaction(connection)) {
                throw new IllegalStateException(
                        "ONEVENT-501: the data source gives a connection that does not belong to "
                                + "the active transaction: publish before it completes, and through a JTA data source");
            }
            return insert(connection, events);
        } catch (SQLException refused) {
            throw refused(events, refused);
        }
    }

    /** Inserts events in a transaction of the connection alone, for a thread that has none. */
    public Inserted insertAlone(List<NewEventRow> events) {
        try (Connection connection = publishing.connection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            Inserted inserted;
            try {
                inserted = insert(connection, events);
                connection.commit();
            } catch (Throwable failed) {
                rollBack(connection, autoCommit, failed);
                throw failed;
            }
            connection.setAutoCommit(autoCommit);
            return inserted;
        } catch (SQLException refused) {
            throw refused(events, refused);
        }
    }

    /** To set auto-commit commits what has not been rolled back. */
    private static void rollBack(Connection connection, boolean autoCommit, Throwable failed) {
        try {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        } catch (Throwable alsoFailed) {
            if (alsoFailed != failed) {
                failed.addSuppressed(alsoFailed);
            }
        }
    }

    private Inserted insert(Connection connection, List<NewEventRow> given) throws SQLException {
        List<NewEventRow> events = timed(connection, given);
        groups.lockGroups(connection, events);
        if (events.stream().anyMatch(event -> event.key() != null)) {
            return keyed.new Call(connection, events)
                    .insert((others, numbers) -> insertKeyless(connection, others, numbers));
        }
        insertKeyless(connection, events, null);
        return Inserted.all(events);
    }

    private void insertKeyless(Connection connection, List<NewEventRow> events, List<Long> numbers)
            throws SQLException {
        if (numbers == null && events.stream().allMatch(NewEventRow::isPlain)) {
            insertPlain(connection, events);
        } else {
            insertWhole(connection, events, numbers);
        }
    }

    private void insertPlain(Connection connection, List<NewEventRow> events) throws SQLException {
        if (dialect.hasArrays && events.size() > 1) {
            insertArrays(connection, events);
            return;
        }
        List<Object[]> rows = new ArrayList<>(events.size());
        for (NewEventRow event : events) {
            rows.add(new Object[] {event.id(), event.name(), event.payload(), event.group()});
        }
        String insert = "INSERT INTO onevent_event (id, create_date, name, payload, group_id, seq, due_at) VALUES (?, "
                + dialect.clock + ", ?, ?, ?, " + dialect.nextOrderNumber + ", " + dialect.clock + ")";
        publishing.batch(connection, insert, rows);
    }

    /** A parameter for each column, however many rows, and whatever the driver makes of batches. */
    private void insertArrays(Connection connection, List<NewEventRow> events) throws SQLException {
        int from = 0;
        while (from < events.size()) {
            StringJoiner ids = new StringJoiner(",");
            List<String> names = new ArrayList<>();
            List<String> payloads = new ArrayList<>();
            List<String> groupIds = new ArrayList<>();
            int length = 0;
            while (from < events.size() && names.size() < MOST_ROWS_AT_ONCE && length < MOST_CHARACTERS_AT_ONCE) {
                NewEventRow event = events.get(from++);
                ids.add(event.id().toString());
                names.add(event.name());
                payloads.add(event.payload());
                groupIds.add(event.group());
                length += event.payload() == null ? 0 : event.payload().length();
            }
            publishing.update(
                    connection,
                    // Arrays are unnested from their first element to the last: the order of numbers is that of the
                    // events.
                    "INSERT INTO onevent_event (id, create_date, name, payload, group_id, seq, due_at) SELECT e.id, "
                            + dialect.clock + ", e.name, e.payload, e.group_id, " + dialect.nextOrderNumber + ", "
                            + dialect.clock + " FROM unnest(cast(string_to_array(?, ',') AS uuid[]), "
                            + "cast(? AS text[]), cast(? AS text[]), cast(? AS text[])) AS e (id, name, payload, group_id)",
                    ids.toString(),
                    names.toArray(new String[0]),
                    payloads.toArray(new String[0]),
                    groupIds.toArray(new String[0]));
        }
    }

    private void insertWhole(Connection connection, List<NewEventRow> events, List<Long> numbers) throws SQLException {
        List<Object[]> rows = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            rows.add(WholeRow.parameters(events.get(i), numbers == null ? null : numbers.get(i)));
        }
        publishing.batch(connection, WholeRow.insert(dialect, numbers == null ? dialect.nextOrderNumber : "?"), rows);
    }

    /** With the times that they name compared with the database's clock, which is not asked unless there is one. */
    private List<NewEventRow> timed(Connection connection, List<NewEventRow> events) throws SQLException {
        if (events.stream().noneMatch(NewEventRow::needsClock)) {
            return events;
        }
        Instant now = clock.now(publishing, connection);
        List<NewEventRow> timed = new ArrayList<>(events.size());
        for (NewEventRow event : events) {
            timed.add(event.needsClock() ? timed(event, now) : event);
        }
        return timed;
    }

    /**
     * The event as it is at this time.
     *
     * @throws IllegalArgumentException if the time at which it expires is not after that at which it is due, or one of
     *     them is after the year 9999
     */
    public static NewEventRow timed(NewEventRow given, Instant now) {
        NewEventRow event = given.at(now);
        Instant due = event.due(now);
        Instant expiry = event.expiry(now);
        Instant last = expiry != null && expiry.isAfter(due) ? expiry : due;
        if (last.isAfter(LAST_PUBLISHED)) {
            throw new IllegalArgumentException("event " + event.name() + " is due or expires at " + last
                    + ", after the year 9999, the last that can be stored: leave out the expiry of an event that does "
                    + "not expire");
        }
        if (expiry != null && !expiry.isAfter(due)) {
            String why = event.delayMillis() > 0 ? "not after its delay" : "not after it is due";
            throw new IllegalArgumentException("event " + event.name() + " expires at " + expiry + ", which is "
                    + (expiry.isAfter(now) ? why : "in the past") + ": the database's clock says " + now);
        }
        return event;
    }

    /**
     * The driver's word about a batch quotes the values of the statement; what comes after it is the database's own.
     */
    private static EventStoreException refused(List<NewEventRow> events, SQLException thrown) {
        SQLException refused = thrown.getNextException() == null ? thrown : thrown.getNextException();
        return new EventStoreException(
                "ONEVENT-502: " + events.size() + " event(s) named " + names(events) + " could not be stored: "
                        + refused.getMessage(),
                refused);
    }

    private static String names(List<NewEventRow> events) {
        Set<String> names = new TreeSet<>();
        for (NewEventRow event : events) {
            names.add(event.name());
            if (names.size() > MOST_TOLD) {
                return names + " and more";
            }
        }
        return names.toString();
    }
}
