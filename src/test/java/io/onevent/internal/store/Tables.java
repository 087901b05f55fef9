package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** The tables of a new database, for tests of what stands above them. Each verb commits by itself. */
public final class Tables {

    private final Jdbc jdbc;
    private final EventInserts inserts;
    private final InstanceTable instances;
    private final DueEvents due;

    private Tables(DataSource database, Dialect dialect) {
        jdbc = new Jdbc(database, dialect, 60);
        inserts = new EventInserts(
                jdbc,
                dialect,
                new TransactionCheck(jdbc, dialect, true),
                new GroupLocks(jdbc, jdbc, dialect),
                new DatabaseClock(jdbc, dialect));
        instances = new InstanceTable(jdbc, dialect);
        due = DueEvents.of(jdbc, dialect);
    }

    public static Tables on(DatabaseProduct product) {
        DataSource database = TestDatabase.newEmptyDatabase(product).dataSource();
        LiquibaseUpdate.run(database);
        return new Tables(database, Dialect.valueOf(product.name()));
    }

    public DueEvents due() {
        return due;
    }

    public void insert(List<NewEventRow> rows) {
        inserts.insertAlone(rows);
    }

    /** The id of an instance that lives. */
    public UUID enter() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "test", Duration.ofHours(1), Map.of());
        return id;
    }

    public void clear() {
        for (String table : List.of("onevent_event", "onevent_dead_event", "onevent_instance")) {
            jdbc.update("DELETE FROM " + table);
        }
    }
}
