package io.onevent.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.onevent.bench.app.Latencies;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Payload;
import io.onevent.bench.app.Tally;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** db-scheduler, set up for throughput as its README says: lock-and-fetch, immediate execution, a text serializer. */
final class DbScheduler implements Contender {

    private static final String TASK = "bench";
    private static final int WAITING_THREADS = 256;

    private final BenchDatabase database;
    private final Duration wait;
    private final HikariDataSource pool;
    private final JoinedDataSource joined;
    private final AtomicLong instances = new AtomicLong();
    private final Tally tally = new Tally();
    private final Latencies latencies = new Latencies();
    private volatile Handling handling = Handling.TRANSACTIONAL;
    private final OneTimeTask<String> task =
            Tasks.oneTime(TASK, String.class).execute((instance, context) -> handle(instance.getData()));
    private final SchedulerClient client;
    private CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);

    DbScheduler(BenchDatabase database, Duration wait) {
        this.database = database;
        this.wait = wait;
        // Its table for PostgreSQL but for the index that only priorities need.
        database.execute("CREATE TABLE scheduled_tasks (task_name text NOT NULL, task_instance text NOT NULL,"
                + " task_data bytea, execution_time timestamp with time zone, picked boolean NOT NULL, picked_by text,"
                + " last_success timestamp with time zone, last_failure timestamp with time zone,"
                + " consecutive_failures int, last_heartbeat timestamp with time zone, version bigint NOT NULL,"
                + " priority smallint, state text, PRIMARY KEY (task_name, task_instance))");
        database.execute("CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)");
        database.execute("CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");
        pool = Pool.of(database);
        joined = new JoinedDataSource(pool);
        client = SchedulerClient.Builder.create(joined, task)
                .serializer(new TextSerializer())
                .build();
    }

    @Override
    public String system() {
        return "db-scheduler";
    }

    @Override
    public BenchDatabase database() {
        return database;
    }

    @Override
    public List<String> tables() {
        return List.of("scheduled_tasks");
    }

    @Override
    public void store(Handling handling, int events) {
        database.execute(
                "INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version)"
                        + " SELECT '" + TASK + "', 'stored-' || g, convert_to(" + BenchDatabase.payload()
                        + ", 'UTF8'), clock_timestamp(), false, 1 FROM generate_series(1, " + events + ") g");
    }

    @Override
    public Drained drain(Handling handling, int events, int edge) {
        this.handling = handling;
        tally.expect(events, edge);
        Scheduler scheduler = newScheduler(handling == Handling.WAITING ? WAITING_THREADS : WORKERS);
        scheduler.start();
        try {
            tally.await(PATIENCE);
            return drained(tally.timeline(0));
        } finally {
            stop(scheduler);
        }
    }

    /** It waits a second for threads that have nothing to do; the next contender need not. */
    private void stop(Scheduler scheduler) {
        stopping = CompletableFuture.runAsync(scheduler::stop);
    }

    private Scheduler newScheduler(int threads) {
        stopping.join();
        return Scheduler.create(joined, task)
                .threads(threads)
                .pollUsingLockAndFetch(1.0, 4.0)
                .pollingInterval(Duration.ofMillis(100))
                .enableImmediateExecution()
                .serializer(new TextSerializer())
                .build();
    }

    private void handle(String payload) {
        tally.started();
        if (Payload.isNumbered(payload)) {
            latencies.started(Payload.number(payload));
        }
        if (handling == Handling.ROW) {
            insertRow(payload);
        } else if (handling == Handling.WAITING) {
            Pace.pause(wait);
        }
        tally.ended();
    }

    /** Its handlers are in no transaction that would also end their event. */
    private void insertRow(String payload) {
        try (var connection = pool.getConnection();
                var insert = connection.prepareStatement("INSERT INTO bench_effect (payload) VALUES (?)")) {
            insert.setString(1, payload);
            insert.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    @Override
    public double publish(int events, int perTransaction) {
        Pace transactions = new Pace(events / perTransaction, 0);
        return Threads.seconds(() -> {
            while (transactions.next() >= 0) {
                joined.inTransaction(() -> schedule(client, perTransaction));
            }
            return null;
        });
    }

    private void schedule(SchedulerClient client, int events) {
        if (events == 1) {
            client.scheduleIfNotExists(newInstance(Payload.PLAIN), Instant.now());
        } else {
            List<TaskInstance<?>> batch = new ArrayList<>(events);
            for (int event = 0; event < events; event++) {
                batch.add(newInstance(Payload.PLAIN));
            }
            client.scheduleBatch(batch, Instant.now());
        }
    }

    private TaskInstance<String> newInstance(String payload) {
        return task.instance(Long.toString(instances.incrementAndGet()), payload);
    }

    @Override
    public Percentiles latency(int events, int perSecond) {
        handling = Handling.TRANSACTIONAL;
        tally.expect(events, events);
        latencies.expect(events);
        Scheduler scheduler = newScheduler(WORKERS);
        scheduler.start();
        try {
            Threads.onEach(publishTimed(scheduler, new Pace(events, perSecond)));
            tally.await(PATIENCE);
            return Percentiles.of(latencies);
        } finally {
            stop(scheduler);
        }
    }

    private Callable<Void> publishTimed(Scheduler scheduler, Pace pace) {
        return () -> {
            for (int number = pace.next(); number >= 0; number = pace.next()) {
                TaskInstance<String> instance = newInstance(Payload.numbered(number));
                joined.inTransaction(() -> scheduler.scheduleIfNotExists(instance, Instant.now()));
                latencies.committed(number);
                // Its own hint came before the commit.
                scheduler.triggerCheckForDueExecutions();
            }
            return null;
        };
    }

    @Override
    public long handled(Handling handling) {
        return tally.timeline(0).handled();
    }

    @Override
    public void close() {
        stopping.join();
        pool.close();
        database.close();
    }
}
