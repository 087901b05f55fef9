package io.onevent.internal.store;

import io.onevent.EventStoreException;
import io.onevent.internal.config.ConfigurationException;
import io.onevent.internal.config.ReservedNames;
import io.onevent.internal.config.Settings;
import io.onevent.internal.log.Thrown;
import io.onevent.internal.store.tx.OwnTransaction;
import io.onevent.internal.store.tx.Transactions;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Looks at a data source, its database and its tables before they are used, so that what is wrong with them fails the
 * deployment.
 */
final class StoreOpening {

    private static final int PROBE_TIMEOUT_SECONDS = 30;

    private static final String EVENT_COLUMNS =
            "id, create_date, name, payload, retry, group_id, event_key, headers, expired_at, seq, version, ";

    /** Columns and table, by the name of the table. */
    private static final String[] TABLES = {
        "id, done_at, who, deed, events, what FROM onevent_audit",
        "id FROM onevent_cleaning",
        EVENT_COLUMNS
                + "reason, error_class, message, stack_trace, first_failure, last_failure, parks FROM onevent_dead_event",
        EVENT_COLUMNS + "due_at, started, suspect, holder, first_failure FROM onevent_event",
        "slot FROM onevent_group_lock",
        "id, application, alive_since, lease_until, lease, place, process, process_start, taken, handles, version, threads"
                + " FROM onevent_instance",
        "name, event_key, event_id, published_at, kept_until FROM onevent_key",
        "name, instance_id FROM onevent_lead",
        "id, paused, since FROM onevent_pause",
        "name, since, paused_until, broken, prober FROM onevent_paused_name",
        EVENT_COLUMNS + "due_at, start_date, processed_date FROM onevent_processed_event"
    };

    private StoreOpening() {}

    /**
     * Opens the data source of the settings and checks or creates its tables.
     *
     * @throws ConfigurationException if there is no such data source, its database is not supported, tables are
     *     missing, or it does not take part in JTA transactions
     */
    static Store open(Settings settings, Transactions transactions) {
        DataSource dataSource = CommitsAlone.of(lookUp(settings.dataSource()), transactions.registry());
        Found found = find(dataSource, settings.dataSource());
        Dialect dialect = found.dialect;
        SocketTimeout.check(dataSource, dialect, settings.dataSource());
        if (settings.schema().equals(Settings.UPDATE_SCHEMA)) {
            updateTables(dataSource);
        }
        if (!settings.schema().equals(Settings.NO_SCHEMA)) {
            Jdbc jdbc = new Jdbc(dataSource, dialect, PROBE_TIMEOUT_SECONDS);
            validate(jdbc, dialect, settings.dataSource());
            if (dialect.countsAsTheDriverIsTold) {
                refuseOtherCounts(jdbc, settings.dataSource());
            }
        }
        int engineTimeout = (int) Math.max(1, Math.min(10, settings.lease().toSeconds() / 3));
        boolean connectionTells = connectionTells(dataSource, dialect, settings.dataSource(), transactions);
        Store store = new Store(
                dataSource, dialect, engineTimeout, settings.parksGroups(), connectionTells, Map.of(), found.words);
        if (!connectionTells || !settings.schema().equals(Settings.NO_SCHEMA)) {
            probe(store, settings.dataSource(), transactions);
        }
        return store;
    }

    /** Whether Liquibase is there is asked here, because {@link LiquibaseUpdate} cannot even be linked without it. */
    static void updateTables(DataSource dataSource) {
        try {
            Class.forName("liquibase.Liquibase", false, StoreOpening.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new ConfigurationException(
                    "ONEVENT-203: onevent.schema=update needs Liquibase: add "
                            + "org.liquibase:liquibase-core to the application, or create the tables yourself and set "
                            + "onevent.schema=validate",
                    missing);
        }
        LiquibaseUpdate.run(dataSource);
    }

    private static DataSource lookUp(String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException | ClassCastException missing) {
            throw noDataSource(name, missing);
        }
    }

    /**
     * A server that has its configuration and cannot make it, because its driver is not there say, throws something
     * else.
     */
    static ConfigurationException noDataSource(String name, Exception missing) {
        boolean isUnknown = missing instanceof ClassCastException
                || Thrown.all(missing).stream().anyMatch(NameNotFoundException.class::isInstance);
        String why = isUnknown
                ? "there is no data source " + name
                        + ": set onevent.datasource to the JNDI name of the JTA data source "
                        + "that holds the business data"
                : "the server cannot make the data source " + name
                        + ": look at its configuration, and whether its driver is there";
        return new ConfigurationException("ONEVENT-202: " + why + " (" + Thrown.message(missing) + ")", missing);
    }

    /** The database that a data source leads to, and how the log calls it. */
    private record Found(Dialect dialect, String words) {}

    private static Found find(DataSource dataSource, String name) {
        try (Connection connection = dataSource.getConnection()) {
            DatabaseMetaData product = connection.getMetaData();
            Dialect dialect = Dialect.of(product.getDatabaseProductName());
            String words = product.getDatabaseProductName() + " " + product.getDatabaseProductVersion();
            String catalog = connection.getCatalog();
            return new Found(dialect, catalog == null ? words : "database " + catalog + " of " + words);
        } catch (SQLException refused) {
            throw unreachable(name, refused);
        }
    }

    private static ConfigurationException unreachable(String name, SQLException refused) {
        return new ConfigurationException(
                "ONEVENT-202: the data source " + name
                        + " gives no connection: start its database, and check its URL, user and driver ("
                        + refused.getMessage() + ")",
                refused);
    }

    /**
     * Whether a connection in a transaction shows it: on Open Liberty the autocommit mode is on there too. Then only
     * {@link #probe} sees whether the data source takes part in transactions, and Open Liberty, unlike Payara, has none
     * of its connections stand aside later.
     */
    private static boolean connectionTells(
            DataSource dataSource, Dialect dialect, String name, Transactions transactions) {
        OwnTransaction own = transactions.begin(PROBE_TIMEOUT_SECONDS);
        try (Connection connection = dataSource.getConnection()) {
            return dialect.isInTransaction(connection);
        } catch (SQLException refused) {
            throw unreachable(name, refused);
        } finally {
            own.rollback();
        }
    }

    /**
     * Looks for every column of every table and every right; what is missing is named all at once, with the remedy.
     * Also whether the order numbers go on above those that are stored.
     */
    static void validate(Jdbc jdbc, Dialect dialect, String dataSource) {
        List<String> problems = new ArrayList<>();
        Rights rights = new Rights(jdbc, dialect);
        for (String columnsAndTable : TABLES) {
            String[] parts = columnsAndTable.split(" FROM ");
            boolean isThere = true;
            // A generated column is read and never written.
            String generated = parts[1].equals("onevent_event") ? dialect.groupDueAt + ", " : "";
            try {
                jdbc.texts("SELECT " + generated + columnsAndTable + " e WHERE 1 = 0");
            } catch (EventStoreException refused) {
                if (rights.isDenied(refused)) {
                    rights.lacks(parts[1], "SELECT");
                } else {
                    isThere = false;
                    problems.add(problem(parts[1], refused));
                }
            }
            if (isThere) {
                rights.tryWrites(parts[1], parts[0]);
            }
        }
        rights.tryNumber(problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(
                    "ONEVENT-204: the data source " + dataSource
                            + " lacks tables or columns of OnEvent:\n - " + String.join("\n - ", problems)
                            + "\nCreate them with the Liquibase changelog META-INF/onevent/liquibase/changelog.xml of the OnEvent JAR,"
                            + " or the plain SQL in the folder sql beside it, or set onevent.schema=update with liquibase-core in the application.");
        }
        if (!rights.areComplete()) {
            throw new ConfigurationException("ONEVENT-219: the user of the data source " + dataSource
                    + " lacks rights on the tables of OnEvent. Let their owner grant them:\n" + rights.grants());
        }
        new OrderNumbers(jdbc, dialect).refuseLag(dataSource);
    }

    /** In the database's words: servers wrap them in what has none. */
    static String problem(String what, EventStoreException refused) {
        return what + ": " + Thrown.message(Thrown.root(refused)).split("\\R", 2)[0];
    }

    /**
     * A conditional write that found its row must say so, also where it is one of a batch and leaves the row as it was.
     */
    static void refuseOtherCounts(Jdbc jdbc, String dataSource) {
        String write = "UPDATE onevent_cleaning SET id = id WHERE id = ?";
        Object[] row = {1};
        int[] counts;
        try (Connection connection = jdbc.connection()) {
            counts = jdbc.batch(connection, write, List.of(row, row));
        } catch (SQLException refused) {
            throw Jdbc.refused(write, refused);
        }
        if (!Arrays.equals(counts, new int[] {1, 1})) {
            throw new ConfigurationException("ONEVENT-215: the driver of the data source " + dataSource
                    + " does not say how many rows each statement found, but " + Arrays.toString(counts)
                    + " instead of [1, 1]: remove useBulkStmts and useAffectedRows from its URL or properties");
        }
    }

    /** An event that is inserted and rolled back must leave no row: otherwise nothing of what is promised holds. */
    private static void probe(Store store, String dataSource, Transactions transactions) {
        UUID id = Ids.next();
        OwnTransaction own = transactions.begin(PROBE_TIMEOUT_SECONDS);
        try {
            store.inserts().insert(List.of(new NewEventRow(id, ReservedNames.PROBE, null, null, 0, null, null)));
        } catch (IllegalStateException outside) {
            throw notInTransactions(dataSource);
        } catch (EventStoreException refused) {
            throw new ConfigurationException(
                    "ONEVENT-209: the data source " + dataSource + " refuses an event: " + refused.getMessage(),
                    refused);
        } finally {
            own.rollback();
        }
        if (store.events().end(id, 0)) {
            throw notInTransactions(dataSource);
        }
    }

    private static ConfigurationException notInTransactions(String dataSource) {
        return new ConfigurationException("ONEVENT-210: the data source " + dataSource
                + " does not take part in JTA transactions: an event would be kept although its transaction is rolled back. "
                + "Make it a JTA data source (jta=true, transactional), or set onevent.datasource to one");
    }
}
