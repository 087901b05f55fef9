package io.onevent.internal.store;

import io.onevent.EventStoreException;
import io.onevent.internal.config.ConfigurationException;
import io.onevent.internal.config.Settings;
import io.onevent.internal.store.jpa.DeadEventRepository;
import io.onevent.internal.store.jpa.EventRepository;
import io.onevent.internal.store.jpa.PersistenceUnit;
import io.onevent.internal.store.jpa.ProcessedEventRepository;
import io.onevent.internal.store.tx.Transactions;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** The tables of one data source, opened and checked once per deployment. Safe for use by many threads. */
public final class Store implements AutoCloseable {

    private static final int PROBE_TIMEOUT_SECONDS = 30;

    private static final String EVENT_COLUMNS =
            "id, create_date, name, payload, retry, group_id, expired_at, seq, version, ";

    /** Columns and table, by the name of the table. */
    private static final String[] TABLES = {
        "id FROM onevent_cleaning",
        EVENT_COLUMNS
                + "reason, error_class, message, stack_trace, first_failure, last_failure, parks FROM onevent_dead_event",
        EVENT_COLUMNS + "due_at, started, suspect, holder, first_failure FROM onevent_event",
        "slot FROM onevent_group_lock",
        "id, application, alive_since, lease_until, lease, place, process, process_start, taken, handles FROM onevent_instance",
        "name, instance_id FROM onevent_lead",
        "id, paused, since FROM onevent_pause",
        EVENT_COLUMNS + "due_at, start_date, processed_date FROM onevent_processed_event"
    };

    private final EntityManagerFactory entityManagers;
    private final EventTable events;
    private final DueEvents due;
    private final PauseTable pause;
    private final QueueFigures figures;
    private final InstanceTable instances;
    private final LeadTable leads;
    private final EventRepository waiting;
    private final DeadEventRepository dead;
    private final Replays deadReplays;
    private final ProcessedEventRepository processed;
    private final ProcessedEventTable processedTable;
    private final Replays processedReplays;
    private final CleaningTable cleaning;
    private final NeededRows neededRows;
    private String database = "?";

    /**
     * Over tables that are there.
     *
     * @param parks whether a group stands still when its head dies
     * @param connectionTells whether a connection shows that it does not belong to a transaction
     */
    Store(
            DataSource dataSource,
            Dialect dialect,
            int engineTimeoutSeconds,
            boolean parks,
            boolean connectionTells,
            Map<String, Object> jpaProperties) {
        Jdbc engine = new Jdbc(dataSource, dialect, engineTimeoutSeconds);
        events = new EventTable(new Jdbc(dataSource, dialect, 0), engine, dialect, parks, connectionTells);
        instances = new InstanceTable(engine, dialect);
        leads = new LeadTable(engine, dialect);
        due = new DueEvents(engine, dialect);
        pause = new PauseTable(engine, dialect);
        figures = new QueueFigures(engine);
        entityManagers = PersistenceUnit.open(dialect.forEntities(dataSource), jpaProperties);
        waiting = new EventRepository(entityManagers);
        dead = new DeadEventRepository(entityManagers);
        deadReplays = new Replays("onevent_dead_event", engine, dialect, events);
        processed = new ProcessedEventRepository(entityManagers);
        processedTable = new ProcessedEventTable(engine, dialect);
        processedReplays = new Replays("onevent_processed_event", engine, dialect, events);
        cleaning = new CleaningTable(engine, dialect);
        neededRows = new NeededRows(engine);
    }

    /**
     * Opens the data source of the settings and checks or creates its tables.
     *
     * @throws ConfigurationException if there is no such data source, its database is not supported, tables are missing, or
     *     it does not take part in JTA transactions
     */
    public static Store open(Settings settings, Transactions transactions) {
        DataSource dataSource = lookUp(settings.dataSource());
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
        Store store = new Store(dataSource, dialect, engineTimeout, settings.parksGroups(), connectionTells, Map.of());
        store.database = found.words;
        if (!connectionTells || !settings.schema().equals(Settings.NO_SCHEMA)) {
            store.probe(settings.dataSource(), transactions);
        }
        return store;
    }

    /** Whether Liquibase is there is asked here, because {@link LiquibaseUpdate} cannot even be linked without it. */
    static void updateTables(DataSource dataSource) {
        try {
            Class.forName("liquibase.Liquibase", false, Store.class.getClassLoader());
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
            throw new ConfigurationException(
                    "ONEVENT-202: there is no data source " + name
                            + ": set onevent.datasource to the JNDI name of the JTA "
                            + "data source that holds the business data (" + missing.getMessage() + ")",
                    missing);
        }
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
     * {@link #probe} sees whether the data source takes part in transactions, and Open Liberty, unlike Payara, has none of its
     * connections stand aside later.
     */
    private static boolean connectionTells(
            DataSource dataSource, Dialect dialect, String name, Transactions transactions) {
        Transactions.Own own = transactions.begin(PROBE_TIMEOUT_SECONDS);
        try (Connection connection = dataSource.getConnection()) {
            return dialect.isInTransaction(connection);
        } catch (SQLException refused) {
            throw unreachable(name, refused);
        } finally {
            own.rollback();
        }
    }

    /**
     * Looks for every column of every table and every right; what is missing is named all at once, with the remedy. Also whether the
     * order numbers go on above those that are stored.
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
                    problems.add(
                            parts[1] + ": " + refused.getCause().getMessage().split("\\R", 2)[0]);
                }
            }
            if (isThere) {
                rights.tryWrites(parts[1], parts[0]);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("ONEVENT-204: the data source " + dataSource
                    + " lacks tables or columns of OnEvent:\n - " + String.join("\n - ", problems)
                    + "\nCreate them with the Liquibase changelog META-INF/onevent/liquibase/changelog.xml of the OnEvent JAR,"
                    + " or set onevent.schema=update with liquibase-core in the application.");
        }
        rights.tryNumber();
        if (!rights.areComplete()) {
            throw new ConfigurationException("ONEVENT-219: the user of the data source " + dataSource
                    + " lacks rights on the tables of OnEvent. Let their owner grant them:\n" + rights.grants());
        }
        new OrderNumbers(jdbc, dialect).refuseLag(dataSource);
    }

    /** A conditional write that found its row must say so, also where it is one of a batch and leaves the row as it was. */
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
    private void probe(String dataSource, Transactions transactions) {
        UUID id = Ids.next();
        Transactions.Own own = transactions.begin(PROBE_TIMEOUT_SECONDS);
        try {
            events.insert(List.of(new NewEventRow(id, "onevent.probe", null, null, 0, null, null)));
        } catch (IllegalStateException outside) {
            throw notInTransactions(dataSource);
        } catch (EventStoreException refused) {
            throw new ConfigurationException(
                    "ONEVENT-209: the data source " + dataSource + " refuses an event: " + refused.getMessage(),
                    refused);
        } finally {
            own.rollback();
        }
        if (events.end(id, 0)) {
            throw notInTransactions(dataSource);
        }
    }

    private static ConfigurationException notInTransactions(String dataSource) {
        return new ConfigurationException("ONEVENT-210: the data source " + dataSource
                + " does not take part in JTA transactions: an event would be kept although its transaction is rolled back. "
                + "Make it a JTA data source (jta=true, transactional), or set onevent.datasource to one");
    }

    /** Which database this is: its name, its product and the version of that. */
    public String database() {
        return database;
    }

    public EventTable events() {
        return events;
    }

    public DueEvents due() {
        return due;
    }

    public PauseTable pause() {
        return pause;
    }

    public QueueFigures figures() {
        return figures;
    }

    public InstanceTable instances() {
        return instances;
    }

    public LeadTable leads() {
        return leads;
    }

    /** Events that wait or run, one by one. */
    public EventRepository waiting() {
        return waiting;
    }

    public DeadEventRepository dead() {
        return dead;
    }

    public Replays deadReplays() {
        return deadReplays;
    }

    public ProcessedEventRepository processed() {
        return processed;
    }

    public ProcessedEventTable processedTable() {
        return processedTable;
    }

    public Replays processedReplays() {
        return processedReplays;
    }

    public CleaningTable cleaning() {
        return cleaning;
    }

    public NeededRows neededRows() {
        return neededRows;
    }

    @Override
    public void close() {
        entityManagers.close();
    }
}
