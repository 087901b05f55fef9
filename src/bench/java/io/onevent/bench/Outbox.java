package io.onevent.bench;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.ExecutorSubmitter;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.ThreadLocalContextTransactionManager;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import com.zaxxer.hikari.HikariDataSource;
import io.onevent.bench.app.Latencies;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Payload;
import io.onevent.bench.app.Tally;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * transaction-outbox, set up as its Javadoc says: a bounded queue that refuses what is too much, and a loop that flushes. Its
 * default of 4,096 events per flush.
 */
final class Outbox implements Contender {

    /** Short, so that what is published without being handled can be drained soon. */
    private static final Duration UNTIL_FLUSHED = Duration.ofSeconds(1);

    /** Its default. */
    private static final Duration ATTEMPT_FREQUENCY = Duration.ofMinutes(2);

    private static final int QUEUE = 65_536;
    private static final Duration BETWEEN_FLUSHES = Duration.ofMillis(100);

    private final BenchDatabase database;
    private final Duration wait;
    private final HikariDataSource pool;
    private final ThreadLocalContextTransactionManager transactions;
    private final TransactionOutbox publishing;
    private final Tally tally = new Tally();
    private final Latencies latencies = new Latencies();
    private volatile Handling handling = Handling.TRANSACTIONAL;

    Outbox(BenchDatabase database, Duration wait) {
        this.database = database;
        this.wait = wait;
        pool = Pool.of(database);
        transactions = TransactionManager.fromDataSource(pool);
        publishing = newOutbox((entry, run) -> {}, UNTIL_FLUSHED);
    }

    /** Its handler. Public and not final, because the library subclasses it. */
    public static class Handler {

        private final Outbox outbox;

        /** For the library's subclass. */
        public Handler() {
            this(null);
        }

        private Handler(Outbox outbox) {
            this.outbox = outbox;
        }

        public void handle(String payload) throws Exception {
            outbox.handle(payload);
        }
    }

    private TransactionOutbox newOutbox(Submitter submitter) {
        return newOutbox(submitter, ATTEMPT_FREQUENCY);
    }

    /** @param untilFlushed how long only the publisher's own submitter tries to run an event */
    private TransactionOutbox newOutbox(Submitter submitter, Duration untilFlushed) {
        return TransactionOutbox.builder()
                .transactionManager(transactions)
                .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
                .instantiator(Instantiator.using(type -> new Handler(this)))
                .submitter(submitter)
                .attemptFrequency(untilFlushed)
                .build();
    }

    @Override
    public String system() {
        return "transaction-outbox";
    }

    @Override
    public BenchDatabase database() {
        return database;
    }

    @Override
    public List<String> tables() {
        return List.of("txno_outbox");
    }

    @Override
    public boolean holdsConnections() {
        return true;
    }

    @Override
    public void store(Handling handling, int events) {
        schedule(publishing, Payload.PLAIN, 1);
        database.execute(
                "INSERT INTO txno_outbox (id, invocation, nextattempttime, attempts, blocked, version, processed)"
                        + " SELECT gen_random_uuid()::text, invocation, localtimestamp - interval '1 second', attempts, blocked,"
                        + " version, processed FROM txno_outbox, generate_series(1, " + events + ")");
        database.execute(
                "DELETE FROM txno_outbox WHERE nextattempttime > (SELECT min(nextattempttime) FROM txno_outbox)");
    }

    @Override
    public Drained drain(Handling handling, int events, int edge) {
        this.handling = handling;
        tally.expect(events, edge);
        ThreadPoolExecutor executor = newExecutor(handling == Handling.WAITING ? CONNECTIONS : WORKERS);
        try {
            flushUntil(newOutbox(submitter(executor)), PATIENCE);
            return drained(tally.timeline(0));
        } finally {
            end(executor);
        }
    }

    private void flushUntil(TransactionOutbox outbox, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        Duration pause = Duration.ZERO;
        while (!tally.await(pause) && System.nanoTime() < end) {
            pause = outbox.flush() ? Duration.ZERO : BETWEEN_FLUSHES;
        }
    }

    private static ThreadPoolExecutor newExecutor(int threads) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(QUEUE),
                new ThreadPoolExecutor.AbortPolicy());
    }

    private static Submitter submitter(ThreadPoolExecutor executor) {
        return ExecutorSubmitter.builder().executor(executor).build();
    }

    private static void end(ThreadPoolExecutor executor) {
        executor.shutdown();
        try {
            executor.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(String payload) throws Exception {
        tally.started();
        if (Payload.isNumbered(payload)) {
            latencies.started(Payload.number(payload));
        }
        if (handling == Handling.ROW) {
            transactions.requireTransactionReturns(transaction -> {
                try (var insert =
                        transaction.connection().prepareStatement("INSERT INTO bench_effect (payload) VALUES (?)")) {
                    insert.setString(1, payload);
                    return insert.executeUpdate();
                }
            });
        } else if (handling == Handling.WAITING) {
            Pace.pause(wait);
        }
        tally.ended();
    }

    private void schedule(TransactionOutbox outbox, String payload, int events) {
        transactions.inTransaction(() -> {
            for (int event = 0; event < events; event++) {
                handle(outbox, payload);
            }
        });
    }

    private static void handle(TransactionOutbox outbox, String payload) {
        try {
            outbox.schedule(Handler.class).handle(payload);
        } catch (Exception refused) {
            throw new IllegalStateException(refused);
        }
    }

    @Override
    public double publish(int events, int perTransaction) {
        Pace pace = new Pace(events / perTransaction, 0);
        return Threads.seconds(() -> {
            while (pace.next() >= 0) {
                schedule(publishing, Payload.PLAIN, perTransaction);
            }
            return null;
        });
    }

    @Override
    public Percentiles latency(int events, int perSecond) {
        handling = Handling.TRANSACTIONAL;
        tally.expect(events, events);
        latencies.expect(events);
        ThreadPoolExecutor executor = newExecutor(WORKERS);
        TransactionOutbox outbox = newOutbox(submitter(executor));
        Thread flushing = new Thread(() -> flushUntil(outbox, PATIENCE));
        flushing.start();
        try {
            Threads.onEach(publishTimed(outbox, new Pace(events, perSecond)));
            tally.await(PATIENCE);
            flushing.join();
            return Percentiles.of(latencies);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } finally {
            end(executor);
        }
    }

    private Callable<Void> publishTimed(TransactionOutbox outbox, Pace pace) {
        return () -> {
            for (int number = pace.next(); number >= 0; number = pace.next()) {
                int event = number;
                transactions.inTransaction(transaction -> {
                    // Before the library's own: the time is taken before anybody is woken.
                    transaction.addPostCommitHook(() -> latencies.committed(event));
                    handle(outbox, Payload.numbered(event));
                });
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
        pool.close();
        database.close();
    }
}
