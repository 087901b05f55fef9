package io.onevent.testkit.internal;

import io.onevent.EventQueue;
import io.onevent.internal.config.SettingsReader;
import io.onevent.internal.discover.OutsideServer;
import io.onevent.internal.drain.Engine;
import io.onevent.internal.drain.SteppedDrain;
import io.onevent.internal.publish.OpenedPayloads;
import io.onevent.internal.store.OpenedStore;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.PublishedEvent;
import io.onevent.testkit.TestEvents;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** The test's hands on the engine and the tables of the application. */
@ApplicationScoped
public class SteppedTestEvents implements TestEvents {

    /** What has not come to an end by then has none: each look handles all that is due. */
    private static final int MOST_LOOKS = 500;

    /** An event that came due by what the last look did, as by a burial in its group, is found by the second. */
    private static final int LOOKS_FOR_NOTHING = 2;

    /** For all the events of a test at once: a handler's time-out, which a test may set to a second, is for one. */
    private static final int TIMEOUT_SECONDS = 60;

    /** More than the end of a stage that is too late takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE_MILLIS = 5;

    @Inject
    private OpenedStore opened;

    @Inject
    private OpenedPayloads payloads;

    @Inject
    private Engine engine;

    @Inject
    private EventQueue queue;

    private final SteppedTasks tasks = new SteppedTasks();
    private final RunRecord record = new RunRecord(runs -> this.stepped.takeOver(runs));

    /** In the order in which they were published, as far as that has been seen; null for what has not been handled. */
    private final Map<UUID, PublishedEvent> seen = new LinkedHashMap<>();

    private volatile long skippedNanos;
    private SteppedDrain stepped;
    private boolean stepping;
    private StoredRows rows;

    private synchronized StoredRows rows() {
        if (!SettingsReader.isTestKitWanted()) {
            throw new IllegalStateException(
                    "ONEVENT-123: the test kit does nothing: set onevent.testkit=true in the configuration of the test");
        }
        if (rows == null) {
            opened.store();
            rows = new StoredRows(lookUp(opened.settings().dataSource(), DataSource.class));
        }
        return rows;
    }

    private static <T> T lookUp(String name, Class<T> type) {
        try {
            return type.cast(InitialContext.doLookup(name));
        } catch (NamingException missing) {
            throw new IllegalStateException(
                    "the test kit does not find " + name + ": " + missing.getMessage(), missing);
        }
    }

    @Override
    public synchronized List<PublishedEvent> published() {
        List<PublishedEvent> waiting = waiting();
        Map<UUID, PublishedEvent> all = new LinkedHashMap<>(seen);
        waiting.forEach(event -> all.put(event.id(), event));
        all.values().removeIf(Objects::isNull);
        return List.copyOf(all.values());
    }

    private List<PublishedEvent> waiting() {
        List<PublishedEvent> waiting = rows().waiting();
        waiting.forEach(event -> seen.putIfAbsent(event.id(), null));
        return waiting;
    }

    @Override
    public <T> List<T> payloads(String name, Class<T> type) {
        return PayloadsAs.type(published(name), type, payloads.get());
    }

    @Override
    public synchronized void clear() {
        StoredRows all = rows();
        refuseTransaction("clear");
        opened.transactions().inOwn(TIMEOUT_SECONDS, () -> {
            all.clear();
            return null;
        });
        record.clear();
        seen.clear();
    }

    @Override
    public synchronized void advance(Duration by) {
        StoredRows all = rows();
        if (by == null || by.isZero() || by.isNegative()) {
            throw new IllegalArgumentException("by is " + by + ": give a duration of more than zero");
        }
        refuseTransaction("advance");
        opened.transactions().inOwn(TIMEOUT_SECONDS, () -> {
            all.moveBack(by);
            return null;
        });
        skippedNanos += by.toNanos();
    }

    @Override
    public synchronized void failNext(String name, Throwable thrown) {
        rows();
        if (name == null || thrown == null) {
            throw new IllegalArgumentException((name == null ? "name" : "thrown") + " is null");
        }
        record.failNext(name, thrown);
    }

    @Override
    public synchronized List<HandledEvent> drain() {
        return stepping("drain", () -> {
            int nothing = 0;
            int looks = 0;
            while (nothing < LOOKS_FOR_NOTHING) {
                int before = record.count();
                stepped.look();
                settle();
                boolean came = record.count() > before || stepped.isReady();
                nothing = came ? 0 : nothing + 1;
                refuseEndless(++looks);
            }
        });
    }

    private void refuseEndless(int looks) {
        if (looks > MOST_LOOKS) {
            Map<String, Long> byName = record.take().stream()
                    .collect(Collectors.groupingBy(run -> run.event().name(), TreeMap::new, Collectors.counting()));
            throw new IllegalStateException("drain finds no end after " + looks + " looks and these runs: " + byName
                    + ": does a handler publish the event that it handles, or is a retry delay zero?");
        }
    }

    /** Until nothing runs: stages may complete on other threads, and ends may have to wait. */
    private void settle() {
        tasks.runAll();
        long untilNanos =
                System.nanoTime() + stepped.handlerTimeout().plus(PATIENCE).toNanos();
        while (stepped.runsAny()) {
            tasks.runAllWithin(PAUSE_MILLIS);
            stepped.lookAfterRuns();
            if (System.nanoTime() - untilNanos > 0) {
                throw new IllegalStateException("a run has no end, though onevent.handler-timeout is over: of "
                        + record.take().stream()
                                .filter(run -> run.outcome() == io.onevent.testkit.Outcome.SUPERSEDED)
                                .map(run -> run.event().name())
                                .distinct()
                                .toList());
            }
        }
    }

    @Override
    public synchronized HandledEvent step(UUID id) {
        return stepping("step", () -> stepOnce(id)).get(0);
    }

    @Override
    public synchronized List<HandledEvent> redeliver(UUID id) {
        return stepping("redeliver", () -> {
            record.crashNext(id);
            try {
                stepOnce(id);
            } finally {
                record.crashNext(null);
            }
            stepOnce(id);
        });
    }

    private void stepOnce(UUID id) {
        if (id == null) {
            throw new IllegalArgumentException("id is null");
        }
        int before = record.count();
        try {
            stepped.step(id);
            settle();
        } finally {
            stepped.stepped();
        }
        if (record.count() == before) {
            throw new IllegalStateException(
                    "event " + id + " was not started, because the database refused it or it was"
                            + " changed just then: the log says more");
        }
    }

    private List<HandledEvent> stepping(String verb, Runnable work) {
        rows();
        refuseTransaction(verb);
        if (SteppedDrain.isAtWork(engine)) {
            throw new IllegalStateException(
                    "ONEVENT-124: " + verb + " is refused, because the application handles its"
                            + " events by itself: set onevent.enabled=false beside onevent.testkit=true, or wait with awaitIdle");
        }
        if (stepping) {
            throw new IllegalStateException(verb + " is called by a handler, or a drain is under way");
        }
        if (stepped == null) {
            stepped = new SteppedDrain(
                    engine, opened, tasks.service(), contexts(), () -> System.nanoTime() + skippedNanos, record);
        }
        waiting();
        stepping = true;
        tasks.beginStepping();
        List<HandledEvent> runs;
        try {
            work.run();
        } finally {
            tasks.endStepping();
            stepping = false;
            runs = record.take();
            runs.forEach(run -> seen.put(run.event().id(), new PublishedEvent(run.event(), null)));
        }
        return runs;
    }

    private static ContextService contexts() {
        Supplier<ContextService> none = () -> ByHand.make(
                ContextService.class,
                (method, arguments) ->
                        method.startsWith("createContextualProxy") ? arguments[0] : ByHand.notAnswered(method));
        return OutsideServer.isOfTestKit()
                ? none.get()
                : lookUp("java:comp/DefaultContextService", ContextService.class);
    }

    private void refuseTransaction(String verb) {
        if (opened.transactions().registry().getTransactionStatus() != Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException(verb + " is called in a transaction, whose events nobody sees before it"
                    + " commits: end it first");
        }
    }

    @Override
    public boolean awaitIdle(Duration most) {
        if (most == null || most.isNegative()) {
            throw new IllegalArgumentException("most is " + most + ": it must not be null or negative");
        }
        rows();
        if (SteppedDrain.isAtWork(engine)) {
            return queue.awaitIdle(most);
        }
        drain();
        return queue.awaitIdle(Duration.ZERO);
    }

    @PreDestroy
    synchronized void leave() {
        if (stepped != null) {
            stepped.stop();
        }
    }
}
