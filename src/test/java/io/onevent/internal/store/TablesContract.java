package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.EventStoreException;
import io.onevent.internal.store.ExpiredEvents.Expired;
import io.onevent.internal.store.Orphans.Orphan;
import io.onevent.internal.store.tx.SqlStates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The tables of one database, and how to fill them. Each verb commits by itself unless a test opens a transaction. */
@Tag("database")
abstract class TablesContract {

    static final Duration HOUR = Duration.ofHours(1);
    static final Duration HOUR_AGO = Duration.ofHours(-1);
    final DataSource dataSource;
    final Dialect dialect;
    final Jdbc jdbc;
    final DatabaseClock clock;
    final TransactionCheck transactionCheck;
    final EventInserts inserts;
    final DueEvents due;
    final EventTable events;
    final ExpiredEvents expired;
    final Orphans orphans;
    final InstanceTable instances;
    final LeadTable leads;
    final QueueFigures figures;
    final PauseTable pause;
    final PausedNames pausedNames;

    TablesContract(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        jdbc = new Jdbc(dataSource, dialect, 10);
        clock = new DatabaseClock(jdbc, dialect);
        transactionCheck = new TransactionCheck(jdbc, dialect, true);
        inserts = inserts(jdbc, transactionCheck);
        events = new EventTable(jdbc, dialect, false);
        expired = new ExpiredEvents(jdbc, dialect, events);
        orphans = new Orphans(jdbc, dialect);
        instances = new InstanceTable(jdbc, dialect);
        due = DueEvents.of(jdbc, dialect);
        figures = new QueueFigures(jdbc);
        pause = new PauseTable(jdbc, dialect);
        pausedNames = new PausedNames(jdbc, dialect);
        leads = new LeadTable(jdbc, dialect);
    }

    EventInserts inserts(Jdbc publishing, TransactionCheck check) {
        return new EventInserts(publishing, dialect, check, new GroupLocks(publishing, jdbc, dialect), clock);
    }

    /** So many of each part, and the heads of all groups. */
    Demand wanted(String name, int limit) {
        return new Demand(limit, limit, 1, due.groups(name, "", 1_000));
    }

    @BeforeEach
    void forgetAll() {
        for (String table : List.of(
                "onevent_event", "onevent_dead_event", "onevent_instance", "onevent_lead", "onevent_paused_name")) {
            jdbc.update("DELETE FROM " + table);
        }
    }

    StoreSession open(int isolation) throws SQLException {
        return StoreSession.open(dataSource, dialect, isolation);
    }

    StoreSession open() throws SQLException {
        return open(Connection.TRANSACTION_READ_COMMITTED);
    }

    static NewEventRow row(String name) {
        return new NewEventRow(Ids.next(), name, null, null, 0, null, null);
    }

    static NewEventRow due(String name, Duration delay) {
        return new NewEventRow(Ids.next(), name, null, null, delay.toMillis(), null, null);
    }

    static NewEventRow grouped(String group, String name) {
        return new NewEventRow(Ids.next(), name, null, group, 0, null, null);
    }

    static NewEventRow expiring(String name, Duration expiresAfter) {
        return new NewEventRow(Ids.next(), name, null, null, 0, null, expiresAfter.toMillis());
    }

    UUID insert(NewEventRow row) {
        inserts.insertAlone(List.of(row));
        return row.id();
    }

    /** As an instance that lives only for this. */
    List<TakenEvent> read(String name, int limit) {
        UUID reader = UUID.randomUUID();
        instances.enter(reader, "reader", HOUR, Map.of());
        try {
            return due.read(name, wanted(name, limit), reader, Set.of(), System.nanoTime());
        } finally {
            instances.leave(reader);
        }
    }

    List<UUID> dueIds(String name) {
        return read(name, 1_000).stream().map(TakenEvent::id).toList();
    }

    /** The event that is the only one due of its name. */
    TakenEvent only(String name) {
        List<TakenEvent> found = read(name, 10);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    <T> T column(String column, String table, Class<T> type, UUID id) {
        return jdbc.query(
                        "SELECT " + column + " FROM " + table + " WHERE id = ?",
                        result -> result.getObject(1, type),
                        id)
                .get(0);
    }

    <T> T column(String column, Class<T> type, UUID id) {
        return column(column, "onevent_event", type, id);
    }

    Instant time(String column, String table, UUID id) {
        return jdbc.query(
                        "SELECT " + column + " AS found FROM " + table + " WHERE id = ?",
                        result -> jdbc.instant(result, "found"),
                        id)
                .get(0);
    }

    int count(String table) {
        return jdbc.query("SELECT count(*) FROM " + table, result -> result.getInt(1))
                .get(0);
    }

    void awaitWaiting(CompletableFuture<Boolean> second, int isolation) {
        if (waitsForWriters(isolation)) {
            await("the second to wait for the first")
                    .during(Duration.ofMillis(100))
                    .until(() -> !second.isDone());
        } else {
            assertThat(second.join()).isFalse();
        }
    }

    static boolean endedOrContended(StoreSession session, UUID id) {
        try {
            return session.events().end(id, 0);
        } catch (EventStoreException refused) {
            assertThat(SqlStates.isContention(refused)).as("%s", refused).isTrue();
            assertThat(SqlStates.isSerializationFailure(refused))
                    .as("%s", refused)
                    .isTrue();
            return false;
        }
    }

    void suspect(UUID id, int version) {
        orphans.suspect(List.of(new Orphan(id, "a", version, 0, false)));
    }

    UUID leaderOf(String... names) {
        UUID instance = liveInstance();
        for (String name : names) {
            leads.add(name);
            leads.take(name, instance);
        }
        return instance;
    }

    List<UUID> claim(UUID instance, String name, int limit) {
        return due.claim(name, wanted(name, limit), instance, System.nanoTime()).stream()
                .map(TakenEvent::id)
                .toList();
    }

    TakenEvent only(String name, int index) {
        return read(name, 10).get(index);
    }

    static boolean passesOrIsContended(Runnable step) {
        try {
            step.run();
            return true;
        } catch (EventStoreException refused) {
            assertThat(SqlStates.isSerializationFailure(refused))
                    .as("%s", refused)
                    .isTrue();
            return false;
        }
    }

    static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    List<UUID> expired(Set<String> atOnce, Set<String> never, Duration others, int limit) {
        return expired.lock(atOnce, never, others, limit).stream()
                .map(Expired::id)
                .toList();
    }

    List<UUID> claimed(UUID instance, Demand wanted) {
        return due.claim("a", wanted, instance, System.nanoTime()).stream()
                .map(TakenEvent::id)
                .toList();
    }

    EventInserts publisherOn(DataSource dataSource) {
        return inserts(new Jdbc(dataSource, dialect, 10), transactionCheck);
    }

    static InstanceTable.Lease lease(Instant until, Instant read, Duration longest) {
        return new InstanceTable.Lease(UUID.randomUUID(), until, read, longest, null, Set.of());
    }

    UUID liveInstance() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR, Map.of());
        return id;
    }

    /** Whether a write of a row that another transaction has written waits for its end, and does not fail at once. */
    boolean waitsForWriters(int isolation) {
        return true;
    }
}
