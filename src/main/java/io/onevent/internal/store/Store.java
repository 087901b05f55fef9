package io.onevent.internal.store;

import io.onevent.internal.store.jpa.DeadEventRepository;
import io.onevent.internal.store.jpa.EventRepository;
import io.onevent.internal.store.jpa.PersistenceUnit;
import io.onevent.internal.store.jpa.ProcessedEventRepository;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import javax.sql.DataSource;

/** The tables of one data source, opened and checked once per deployment. Safe for use by many threads. */
public final class Store implements AutoCloseable {

    private final EntityManagerFactory entityManagers;
    private final DatabaseClock clock;
    private final TransactionCheck transactionCheck;
    private final EventInserts inserts;
    private final DueEvents due;
    private final EventTable events;
    private final UnreadableEvents unreadable;
    private final ExpiredEvents expired;
    private final Orphans orphans;
    private final PauseTable pause;
    private final PausedNames pausedNames;
    private final Deaths deaths;
    private final QueueFigures figures;
    private final InstanceTable instances;
    private final LeadTable leads;
    private final EventRepository waiting;
    private final DeadEventRepository dead;
    private final Cancels cancels;
    private final DueTimes dueTimes;
    private final Replays deadReplays;
    private final LockedRows deadRows;
    private final ProcessedEventRepository processed;
    private final ProcessedEventTable processedTable;
    private final Replays processedReplays;
    private final LockedRows processedRows;
    private final CleaningTable cleaning;
    private final NeededRows neededRows;
    private final AuditTable audit;
    private final WaitingList waitingList;
    private final String database;

    /**
     * Over tables that are there.
     *
     * @param parks whether a group stands still when its head dies
     * @param connectionTells whether a connection shows that it does not belong to a transaction
     * @param database how the log calls it
     */
    Store(
            DataSource dataSource,
            Dialect dialect,
            int engineTimeoutSeconds,
            boolean parks,
            boolean connectionTells,
            Map<String, Object> jpaProperties,
            String database) {
        this.database = database;
        Jdbc engine = new Jdbc(dataSource, dialect, engineTimeoutSeconds);
        Jdbc publishing = new Jdbc(dataSource, dialect, 0);
        GroupLocks groups = new GroupLocks(publishing, engine, dialect);
        clock = new DatabaseClock(engine, dialect);
        transactionCheck = new TransactionCheck(engine, dialect, connectionTells);
        inserts = new EventInserts(publishing, dialect, transactionCheck, groups, clock);
        due = DueEvents.of(engine, dialect);
        deaths = new Deaths(engine, new EventInserts(engine, dialect, transactionCheck, groups, clock));
        events = new EventTable(engine, dialect, parks, deaths);
        unreadable = new UnreadableEvents(engine);
        expired = new ExpiredEvents(engine, dialect, events);
        orphans = new Orphans(engine, dialect);
        instances = new InstanceTable(engine, dialect);
        leads = new LeadTable(engine, dialect);
        pause = new PauseTable(engine, dialect);
        pausedNames = new PausedNames(engine, dialect);
        figures = new QueueFigures(engine);
        entityManagers = PersistenceUnit.open(dialect.forEntities(dataSource), jpaProperties);
        waiting = new EventRepository(entityManagers);
        cancels = new Cancels(engine);
        dueTimes = new DueTimes(engine, dialect);
        dead = new DeadEventRepository(entityManagers);
        deadRows = new LockedRows("onevent_dead_event", engine);
        deadReplays = new Replays("onevent_dead_event", engine, dialect, groups);
        processed = new ProcessedEventRepository(entityManagers);
        processedTable = new ProcessedEventTable(engine, dialect);
        processedReplays = new Replays("onevent_processed_event", engine, dialect, groups);
        processedRows = new LockedRows("onevent_processed_event", engine);
        cleaning = new CleaningTable(engine, dialect);
        neededRows = new NeededRows(engine);
        audit = new AuditTable(engine, dialect);
        waitingList = new WaitingList(engine, dialect);
    }

    /** Which database this is: its name, its product and the version of that. */
    public String database() {
        return database;
    }

    public DatabaseClock clock() {
        return clock;
    }

    public TransactionCheck transactionCheck() {
        return transactionCheck;
    }

    public EventInserts inserts() {
        return inserts;
    }

    public DueEvents due() {
        return due;
    }

    public EventTable events() {
        return events;
    }

    public UnreadableEvents unreadable() {
        return unreadable;
    }

    public ExpiredEvents expired() {
        return expired;
    }

    public Orphans orphans() {
        return orphans;
    }

    public PauseTable pause() {
        return pause;
    }

    public PausedNames pausedNames() {
        return pausedNames;
    }

    /** Who is told of deaths. */
    public Deaths deaths() {
        return deaths;
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

    /** Events that wait or run. */
    public EventRepository waiting() {
        return waiting;
    }

    public Cancels cancels() {
        return cancels;
    }

    public DueTimes dueTimes() {
        return dueTimes;
    }

    public DeadEventRepository dead() {
        return dead;
    }

    public Replays deadReplays() {
        return deadReplays;
    }

    public LockedRows deadRows() {
        return deadRows;
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

    public LockedRows processedRows() {
        return processedRows;
    }

    public CleaningTable cleaning() {
        return cleaning;
    }

    public NeededRows neededRows() {
        return neededRows;
    }

    public AuditTable audit() {
        return audit;
    }

    /** Events that wait, as an operator leafs through them. */
    public WaitingList waitingList() {
        return waitingList;
    }

    @Override
    public void close() {
        entityManagers.close();
    }
}
