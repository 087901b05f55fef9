package io.onevent.bench;

import io.onevent.bench.Contender.Drained;
import io.onevent.bench.Stored.End;
import io.onevent.bench.Stored.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;

/**
 * OnEvent's drains of events that other queues do not know, each with a drain of plain ones right before it: what a feature costs those
 * that use it, and those that do not. Both until the last handler ends, because the table need not be empty then.
 */
final class OwnDrains {

    private static final Handling HANDLING = Handling.TRANSACTIONAL;

    private final Measurement measurement;
    private final OnEventServers servers;

    private OwnDrains(Measurement measurement, Contender onEvent) {
        this.measurement = measurement;
        this.servers = (OnEventServers) onEvent;
    }

    /** Events of many groups, which keep their order. */
    static List<Measured> groups(Measurement measurement, Contender onEvent, Sizes sizes) {
        Stored plain = new Stored(Kind.PLAIN, sizes.own().grouped());
        return new OwnDrains(measurement, onEvent)
                .compare(plain, List.of(new Stored(Kind.GROUPED, sizes.own().grouped())));
    }

    /** Events without a group, all of them behind those of groups that wait. */
    static List<Measured> blockedGroups(Measurement measurement, Contender onEvent, Sizes sizes) {
        Stored free = new Stored(Kind.PLAIN, sizes.own().free());
        return new OwnDrains(measurement, onEvent)
                .compare(free, List.of(new Stored(Kind.BLOCKED, sizes.own().blocked()), free));
    }

    /** Events that expire in an hour, behind as many that have expired just before and are buried meanwhile. */
    static List<Measured> expired(Measurement measurement, Contender onEvent, Sizes sizes) {
        Stored live = new Stored(Kind.LIVE, sizes.own().expired());
        return new OwnDrains(measurement, onEvent)
                .compare(live, List.of(new Stored(Kind.EXPIRED, sizes.own().expired()), live));
    }

    /** Events that move to the processed ones when they end. */
    static List<Measured> kept(Measurement measurement, Contender onEvent, Sizes sizes) {
        OwnDrains drains = new OwnDrains(measurement, onEvent);
        Stored plain = new Stored(Kind.PLAIN, sizes.drained());
        Measured before = drains.drain(List.of(plain));
        Measured kept = drains.drain(Handling.KEPT, List.of(plain), () -> {});
        drains.emptyProcessed();
        return List.of(kept, before);
    }

    /** Events that nobody keeps, while many are cleaned whose time is over. */
    static List<Measured> cleaning(Measurement measurement, Contender onEvent, Sizes sizes) {
        OwnDrains drains = new OwnDrains(measurement, onEvent);
        Stored plain = new Stored(Kind.PLAIN, sizes.drained());
        Measured before = drains.drain(List.of(plain));
        Measured meanwhile = drains.drain(
                HANDLING, List.of(plain), () -> drains.awaitCleaning(sizes.own().cleaned()));
        drains.emptyProcessed();
        return List.of(meanwhile, before);
    }

    private void awaitCleaning(int old) {
        BenchDatabase database = servers.database();
        database.execute(
                "INSERT INTO onevent_processed_event (id, create_date, name, payload, retry, seq, version, due_at,"
                        + " start_date, processed_date) SELECT gen_random_uuid(), t, '" + Handling.KEPT.eventName
                        + "', CASE WHEN n = 0 THEN 'oldest' ELSE " + BenchDatabase.payload() + " END, 0, n, 1, t, t, t"
                        + " FROM (SELECT n, now() - interval '1 day' + n * interval '1 millisecond' t FROM generate_series(0, "
                        + (old - 1) + ") n) old");
        database.awaitRows("onevent_processed_event WHERE payload = 'oldest'", 0, Contender.PATIENCE);
    }

    /**
     * Events like those that have passed while the snapshot of another session kept their dead rows from being removed;
     * then when it is over, and before. The delays of starts are those of events that are published steadily.
     */
    static Workload.Measuring heldSnapshot(Kind kind) {
        return (measurement, onEvent, sizes) -> {
            OwnDrains drains = new OwnDrains(measurement, onEvent);
            Stored some = new Stored(kind, sizes.own().grouped());
            Stored passing = new Stored(kind, sizes.own().passing());
            BenchDatabase database = onEvent.database();
            database.empty(onEvent.tables());
            Measured before = drains.drainAndDelay(some, sizes);
            Measured during;
            try (Connection holder = database.connect()) {
                BenchDatabase.holdSnapshot(holder);
                drains.drainBeside(passing);
                during = drains.drainAndDelay(some, sizes);
            } catch (SQLException refused) {
                throw new IllegalStateException("the snapshot is not held", refused);
            }
            database.settle(onEvent.tables());
            Measured after = drains.drainAndDelay(some, sizes);
            return List.of(during, after, before);
        };
    }

    private Measured drainAndDelay(Stored some, Sizes sizes) {
        Measured drained = drainBeside(some);
        Contender.Percentiles delay = servers.latency(sizes.timed(), sizes.perSecond());
        drained.asides().put(Aside.DELAY, delay.ninetyNinth());
        return drained;
    }

    /** Without emptying the tables before, which removes dead rows too. */
    private Measured drainBeside(Stored some) {
        servers.store(HANDLING, List.of(some));
        Drained drained = servers.drainWhatMay(HANDLING, some.events());
        return new Measurement.Run(drained, Cost.NONE, new EnumMap<>(Aside.class))
                .until(drained.emptyAt(), some.events());
    }

    private void emptyProcessed() {
        servers.database().empty(List.of("onevent_processed_event"));
    }

    private List<Measured> compare(Stored plain, List<Stored> measured) {
        Measured before = drain(List.of(plain));
        return List.of(drain(measured), before);
    }

    private Measured drain(List<Stored> stored) {
        return drain(HANDLING, stored, () -> {});
    }

    /** @param first what is to go on before the drain begins */
    private Measured drain(Handling handling, List<Stored> stored, Runnable first) {
        int events = Stored.count(stored, End.HANDLED);
        var run = measurement.run(servers, 1, () -> servers.store(handling, stored), () -> {
            first.run();
            return drainOnceExpired(handling, events);
        });
        int waiting = Stored.count(stored, End.WAITING);
        int expired = Stored.count(stored, End.EXPIRED);
        BenchDatabase database = servers.database();
        // Sweeps go on after the drain.
        database.awaitRows("onevent_event", waiting, Contender.PATIENCE);
        Measurement.checkHandledOnce(servers, handling, events, waiting + expired, run.asides());
        check(
                "blocked",
                waiting,
                database.queryLong("SELECT count(*) FROM onevent_event WHERE group_id LIKE 'blocked-%'"));
        check(
                "expired",
                expired,
                database.queryLong("SELECT count(*) FROM onevent_dead_event"
                        + " WHERE reason = 'EXPIRED' AND expired_at <= last_failure"));
        check("misplaced", 0, servers.misplaced(handling));
        database.empty(servers.tables());
        return run.until(run.drained().emptyAt(), events);
    }

    private Drained drainOnceExpired(Handling handling, int events) {
        String expiring =
                "onevent_event WHERE started = 0 AND expired_at BETWEEN now() AND now() + interval '10 minutes'";
        servers.database().awaitRows(expiring, 0, Contender.PATIENCE);
        return servers.drainWhatMay(handling, events);
    }

    private static void check(String what, long expected, long found) {
        if (found != expected) {
            throw new IllegalStateException(found + " events are " + what + " instead of " + expected);
        }
    }
}
