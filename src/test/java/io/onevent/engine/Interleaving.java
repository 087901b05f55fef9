package io.onevent.engine;

import io.onevent.DeadEvents;
import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.PostponeEventException;
import io.onevent.ProcessedEvents;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.WaitingEvents;
import io.onevent.engine.Baton.Actor;
import io.onevent.engine.Faults.Point;
import io.onevent.internal.config.Batching;
import io.onevent.internal.config.Breaking;
import io.onevent.internal.config.Mode;
import io.onevent.internal.config.Retry;
import io.onevent.internal.config.Settings;
import io.onevent.internal.config.TracingMode;
import io.onevent.internal.drain.DrainDoor;
import io.onevent.internal.drain.DrainDoor.RunUnderWay;
import jakarta.transaction.SystemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;

/**
 * Some instances on one database, in one thread at a time, whose every step is chosen by a seed: which of their timers come, which thread
 * goes on to its next statement, commit or call of a handler, which transaction is lost, which instance stands still or dies, how much
 * time passes, what publishers and operators do meanwhile. No real clock and no real chance decides anything.
 */
final class Interleaving implements AutoCloseable {

    private static final ThreadLocal<Interleaving> OF_THREAD = new ThreadLocal<>();
    private static final OffsetDateTime BEGIN = OffsetDateTime.of(2030, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final int MOST_SERVERS = 3;
    private static final int MOST_EVENTS = 8;
    private static final int MOST_OUTSIDERS = 3;

    /** One event in so many ends its JVM, until the end of the schedule. */
    private static final int POISON = 8;

    private static final Duration LEASE = Duration.ofSeconds(3);

    /** A conflict rests for a third of a second at most, by chance: that has always passed when time passes. */
    private static final Duration LITTLE = Duration.ofMillis(600);

    private static final long TICK_NANOS = 1_000;
    private static final List<String> GROUPS = List.of("g", "h");
    private static final List<String> NAMES = List.of(Booked.X, Booked.X, Booked.Y, Booked.MANY, Booked.PLAIN);

    /** How a call is made to fail. */
    private enum Lost {
        COMMIT_NOT_DONE,
        COMMIT_DONE,
        STATEMENT_NOT_DONE,
        STATEMENT_DONE
    }

    /** One of the library's, a publisher's, or an operator's. */
    private static final class Deed extends Actor {

        private final Server server;
        private final boolean ofEngine;
        private final List<Runnable> onCommit = new ArrayList<>();
        /** Those that its transaction has to do with, or its call. */
        private final List<Witness.Run> runs = new ArrayList<>();
        /**
         * Whether a statement of its transaction was refused. Whoever waits for such a transaction spins in H2 2.3 until
         * it ends: so it does not stop before that.
         */
        private boolean refused;

        private Deed(String name, Server server, boolean ofEngine, Runnable task) {
            super(name, task);
            this.server = server;
            this.ofEngine = ofEngine;
        }
    }

    private final class Server implements SteppedLine.Listener {

        private final String name;
        private final EngineInstance instance;
        private DrainDoor drain;
        private Settings settings;
        private boolean dead;
        private boolean stalled;
        private boolean doomed;
        private Actor poll;
        private Actor renewal;
        private Lost lost;
        private boolean lostInRun;

        private Server(int number) {
            name = "server-" + number;
            Machine machine = new Machine(
                    named -> task -> execute(this, task),
                    Interleaving.this::nanos,
                    false,
                    new SteppedLine(Interleaving.this::now, this));
            instance = new EngineInstance(database, machine, Map.of("onevent.schema", "none"), Booked.class);
            instance.faults().set(new Faults.Fault() {
                @Override
                public void before(Point point, Class<? extends Exception> checked) throws Throwable {
                    beforeTransaction(point);
                }

                @Override
                public void after(Point point, Class<? extends Exception> checked) throws Throwable {
                    afterTransaction(point);
                }
            });
        }

        private void begin(Settings as) {
            settings = as;
            dead = false;
            stalled = false;
            doomed = false;
            lost = null;
            poll = null;
            renewal = null;
            instance.mend();
            drain = instance.call(() -> new DrainDoor(instance.container(), settings, Interleaving.this::nanos));
        }

        private boolean loses(Lost what, boolean inRun) {
            if (lost == what && current().ofEngine && (inRun || !lostInRun)) {
                lost = null;
                booking.see(what + (inRun ? " in a run" : ""));
                note("  " + what);
                return true;
            }
            return false;
        }

        private void beforeTransaction(Point point) throws Throwable {
            baton.throwIfKilled();
            if (point == Point.COMMIT && !baton.isWithLeader()) {
                point("before the commit");
                current().runs.forEach(witness::commits);
                if (loses(Lost.COMMIT_NOT_DONE, !current().runs.isEmpty())) {
                    throw lostTransaction();
                }
            }
        }

        private void afterTransaction(Point point) throws Throwable {
            if (baton.isWithLeader()) {
                return;
            }
            Deed deed = current();
            boolean inRun = !deed.runs.isEmpty();
            if (point == Point.COMMIT) {
                deed.onCommit.forEach(Runnable::run);
            }
            if (point == Point.COMMIT || point == Point.ROLLBACK || point == Point.BEGIN) {
                deed.onCommit.clear();
                endRuns(deed);
                deed.refused = false;
            }
            if (point == Point.COMMIT) {
                if (loses(Lost.COMMIT_DONE, inRun)) {
                    throw lostTransaction();
                }
                point("after the commit");
            }
        }

        private SystemException lostTransaction() {
            SystemException lostTransaction = new SystemException("lost");
            lostTransaction.initCause(new SQLException("lost", "08006"));
            return lostTransaction;
        }

        @Override
        public void before(String sql) throws SQLException {
            baton.throwIfKilled();
            if (!baton.isWithLeader()) {
                point(sql);
                lose(Lost.STATEMENT_NOT_DONE);
            }
        }

        @Override
        public void refused() {
            if (!baton.isWithLeader()) {
                current().refused = instance.transactions().isActive();
            }
        }

        @Override
        public void after(String sql, Object[] parameters) throws SQLException {
            if (!baton.isWithLeader()) {
                witness.notice(sql, parameters, current().onCommit);
                lose(Lost.STATEMENT_DONE);
            }
        }

        private void lose(Lost what) throws SQLException {
            if (loses(what, !current().runs.isEmpty())) {
                if (instance.transactions().isActive()) {
                    instance.transactions().setRollbackOnly();
                }
                throw new SQLException("lost", "08006");
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final EngineDatabase database;
    private final Witness witness;
    private final Baton baton = new Baton(() -> OF_THREAD.set(this));
    private final List<Server> all = new ArrayList<>();
    private final List<Deed> deeds = new ArrayList<>();
    private List<Server> servers = List.of();
    private int payloads;
    private Booking booking = new Booking();
    private Random random = new Random(0);
    private List<String> trace;
    private long hash;
    private long nanos;
    private long ids;
    private int count;
    private boolean straight = true;
    private int goOn;
    private int failing;
    private boolean pausing;
    private int stormy;
    private int timePasses;

    Interleaving() throws SQLException {
        OF_THREAD.set(this);
        database = EngineDatabase.h2(";LOCK_TIMEOUT=1;QUERY_CACHE_SIZE=256");
        witness = new Witness(database.dataSource());
        for (int number = 1; number <= MOST_SERVERS; number++) {
            all.add(new Server(number));
        }
    }

    static Interleaving ofThread() {
        return OF_THREAD.get();
    }

    /** The next id of the thread's interleaving, or null if it has none. */
    static UUID nextId() {
        Interleaving here = OF_THREAD.get();
        return here == null ? null : new UUID(0x0192_0000_0000_7000L, 0x8000_0000_0000_0000L | ++here.ids);
    }

    private long nanos() {
        nanos += TICK_NANOS;
        return nanos;
    }

    private OffsetDateTime now() {
        return BEGIN.plusNanos(nanos());
    }

    private Deed current() {
        return (Deed) baton.current();
    }

    /** What was found wrong, and what identifies the schedule that was run. */
    record Result(long seed, List<String> wrong, Map<String, Integer> seen, long hash, List<String> trace) {}

    /** Runs the schedule of a seed, and judges it. */
    Result run(long seed, boolean traced) {
        OF_THREAD.set(this);
        trace = traced ? new ArrayList<>() : null;
        hash = seed;
        nanos = 0;
        ids = 0;
        count = 0;
        random = new Random(seed);
        booking = new Booking();
        payloads = 0;
        witness.begin(booking);
        reset();
        boolean keeps = chance(40);
        try {
            begin(keeps);
            schedule();
            finish();
            booking.close(database, keeps);
        } catch (AssertionError | RuntimeException failed) {
            booking.wrong("FAILED", String.valueOf(failed));
            note(String.valueOf(failed));
            if (traced) {
                for (StackTraceElement at : failed.getStackTrace()) {
                    note("    at " + at);
                }
            }
        } finally {
            straight = true;
            servers.forEach(this::kill);
            deeds.clear();
        }
        return new Result(seed, booking.wrong(), booking.seen(), hash, trace);
    }

    private void reset() {
        for (String table : List.of(
                "onevent_event",
                "onevent_dead_event",
                "onevent_processed_event",
                "onevent_audit",
                "onevent_instance",
                "onevent_lead",
                "ledger")) {
            database.execute("DELETE FROM " + table);
        }
        database.execute("UPDATE onevent_pause SET paused = 0, since = NULL");
        database.execute("ALTER SEQUENCE onevent_event_seq RESTART WITH 1");
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private void note(String what) {
        hash = hash * 31 + what.hashCode();
        if (trace != null) {
            trace.add(what);
        }
    }

    // The schedule

    private void begin(boolean keeps) {
        straight = true;
        stormy = random.nextInt(3);
        timePasses = 2 + random.nextInt(6);
        goOn = new int[] {30, 70, 90}[random.nextInt(3)];
        failing = random.nextInt(3) * 10;
        pausing = chance(20);
        servers = all.subList(0, 2 + random.nextInt(2));
        int modes = random.nextInt(4);
        for (Server server : servers) {
            boolean claims = modes == 1 || modes > 1 && random.nextBoolean();
            server.begin(settings(claims ? Mode.ALL : Mode.SINGLE, keeps));
            note(server + " " + server.settings.mode());
        }
        Server first = servers.get(0);
        inOneGo(first, "publisher", false, () -> publish(first, 1 + random.nextInt(4), false));
        if (chance(70)) {
            servers.forEach(this::tick);
        }
        straight = false;
    }

    private Settings settings(Mode mode, boolean keeps) {
        Map<String, Integer> perTransaction = chance(50) ? Map.of(Booked.X, 3) : Map.of();
        return new Settings(
                "java:comp/DefaultDataSource",
                "java:comp/DefaultManagedExecutorService",
                true,
                mode,
                2,
                8,
                Duration.ofSeconds(1),
                LEASE,
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                new Retry(1, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 0),
                null,
                Map.of(),
                Map.of(),
                keeps ? Duration.ofDays(30) : Duration.ZERO,
                Map.of(),
                Duration.ofDays(30),
                Duration.ofDays(30),
                Duration.ofDays(30),
                false,
                new Breaking(null, Map.of(), Duration.ofSeconds(30), Map.of()),
                new Batching(Map.of(), perTransaction),
                "none",
                TracingMode.NONE);
    }

    private void schedule() {
        for (int steps = 50 + random.nextInt(150); steps > 0; steps--) {
            step();
        }
    }

    private void step() {
        for (Server server : servers) {
            if (server.doomed && !server.dead) {
                die(server);
            }
        }
        Deed ready = pickReady();
        int dice = random.nextInt(100);
        if (dice < 62 && ready != null) {
            note(ready.name);
            give(ready);
            return;
        }
        Server server = servers.get(random.nextInt(servers.size()));
        if (dice < 73) {
            startPoll(server);
        } else if (dice < 78) {
            startRenewal(server);
        } else if (dice < 82) {
            startPublisher(server);
        } else if (dice < 82 + timePasses) {
            passTime();
        } else if (dice < 95) {
            operate(server);
        } else if (stormy > 0) {
            storm(server);
        }
    }

    private Deed pickReady() {
        List<Deed> ready = new ArrayList<>();
        for (Deed deed : deeds) {
            if (!deed.isDone() && !deed.server.stalled) {
                ready.add(deed);
            }
        }
        return ready.isEmpty() ? null : ready.get(random.nextInt(ready.size()));
    }

    private void give(Deed deed) {
        baton.give(deed);
        if (deed.isDone()) {
            deeds.remove(deed);
        }
    }

    private Deed add(Server server, String what, boolean ofEngine, Runnable task) {
        Deed deed = new Deed(
                what + "-" + ++count + " of " + server.name, server, ofEngine, server.instance.inContext(task));
        deeds.add(deed);
        return deed;
    }

    private static boolean isFree(Server server, Actor timer) {
        return !server.dead && !server.stalled && (timer == null || timer.isDone());
    }

    private void startPoll(Server server) {
        if (isFree(server, server.poll)) {
            server.poll = add(server, "poll", true, server.drain::poll);
            note("begins " + server.poll);
        }
    }

    private void startRenewal(Server server) {
        if (isFree(server, server.renewal)) {
            server.renewal = add(server, "renewal", true, server.drain::renew);
            note("begins " + server.renewal);
        }
    }

    private void execute(Server server, Runnable task) {
        if (server.dead) {
            throw new RejectedExecutionException("it is dead");
        }
        // The task has the context of the server already.
        deeds.add(new Deed("task-" + ++count + " of " + server.name, server, true, task));
    }

    /** Mostly a little, in which whoever does not stand still comes to renew its lease. */
    private void passTime() {
        passTime(chance(80) || stormy == 0 ? LITTLE : LEASE.plus(LITTLE));
    }

    private void passTime(Duration by) {
        note("time passes: " + by);
        nanos += by.toNanos();
        for (Server server : servers) {
            if (isFree(server, server.renewal) && (stormy == 0 || chance(85))) {
                note("comes the renewal of " + server);
                renewInOneGo(server);
            }
        }
    }

    private void inOneGo(Server server, String what, boolean ofEngine, Runnable task) {
        Deed deed = add(server, what, ofEngine, task);
        deeds.remove(deed);
        inOneGo(deed);
    }

    private void inOneGo(Deed deed) {
        boolean before = straight;
        straight = true;
        try {
            baton.actHere(deed);
        } finally {
            straight = before;
        }
    }

    private void storm(Server any) {
        int dice = random.nextInt(stormy == 1 ? 7 : 9);
        Server dead = servers.stream().filter(server -> server.dead).findFirst().orElse(null);
        if (dead != null && chance(60)) {
            note(dead + " starts");
            dead.begin(dead.settings);
        } else if (any.dead) {
            note(any + " starts");
            any.begin(any.settings);
        } else if (any.stalled) {
            note(any + " goes on");
            any.stalled = false;
        } else if (dice < 5) {
            standStill(any);
        } else if (dice < 7) {
            any.lost = Lost.values()[random.nextInt(Lost.values().length)];
            any.lostInRun = random.nextBoolean();
            note(any + " will meet " + any.lost + (any.lostInRun ? " in a run" : ""));
        } else {
            die(chance(70) ? oneThatRuns(any) : any);
        }
    }

    private void die(Server server) {
        note(server + " dies");
        booking.see(witness.busy().contains(server.name) ? "a death in a run" : "a death");
        kill(server);
    }

    private Server oneThatRuns(Server otherwise) {
        List<String> busy = witness.busy();
        String one = busy.isEmpty() ? otherwise.name : busy.get(random.nextInt(busy.size()));
        return servers.stream()
                .filter(server -> server.name.equals(one))
                .findFirst()
                .orElseThrow();
    }

    /** In the middle of a run where there is one, and often for so long that its lease runs out. */
    private void standStill(Server any) {
        Server server = oneThatRuns(any);
        note(server + " stands still");
        server.stalled = true;
        booking.see("an instance stands still");
        if (chance(70)) {
            passTime(LITTLE);
            nanos += LEASE.minus(LITTLE.multipliedBy(2)).toNanos();
            passTime(LITTLE);
            passTime(LITTLE);
        }
    }

    private void kill(Server server) {
        if (server.dead) {
            return;
        }
        server.dead = true;
        server.drain.forget();
        server.instance.cut();
        for (Deed deed : List.copyOf(deeds)) {
            if (deed.server == server) {
                baton.kill(deed);
                endRuns(deed);
            }
        }
        deeds.removeIf(deed -> deed.server == server);
        witness.died(server.name);
    }

    // Publishers and operators

    private void startPublisher(Server server) {
        if (isOpen(server) && booking.size() < MOST_EVENTS) {
            Deed publisher = add(server, "publisher", false, () -> publish(server, 1 + random.nextInt(3), true));
            note("begins " + publisher);
        }
    }

    private void publish(Server server, int events, boolean mayFail) {
        inTransaction(server, () -> {
            for (int i = 0; i < events; i++) {
                String name = NAMES.get(random.nextInt(NAMES.size()));
                String group = name.equals(Booked.PLAIN) || chance(30) ? null : GROUPS.get(random.nextInt(5) / 4);
                NewEvent event = NewEvent.named(name);
                event = group == null ? event : event.group(group);
                event = chance(10) ? event.expiresAfter(Duration.ofSeconds(2)) : event;
                if (group == null && !name.equals(Booked.PLAIN) && chance(40)) {
                    publishWithKey(server, event);
                    continue;
                }
                UUID id = server.instance.bean(EventPublisher.class).publish(event);
                current().onCommit.add(() -> booking.publish(id, name, group));
            }
            if (mayFail && chance(10)) {
                throw new IllegalStateException("the publisher fails");
            }
        });
    }

    private void publishWithKey(Server server, NewEvent event) {
        boolean replacing = chance(70);
        String payload = String.valueOf(++payloads);
        NewEvent keyed = event.key("k" + random.nextInt(2)).payload(payload);
        UUID id = server.instance.bean(EventPublisher.class).publish(replacing ? keyed.replacing() : keyed);
        current().onCommit.add(() -> booking.publishWithKey(id, event.name(), payload, replacing));
    }

    private interface Work {
        void run() throws Exception;
    }

    private void inTransaction(Server server, Work work) {
        ThreadTransactions transactions = server.instance.transactions();
        try {
            transactions.begin();
            try {
                work.run();
                transactions.commit();
            } finally {
                transactions.rollBackLeftBehind();
            }
        } catch (Exception refused) {
            // Then it has done nothing.
            current().onCommit.clear();
        }
    }

    /** For what comes from outside, of which there is not too much at once. */
    private boolean isOpen(Server server) {
        return !server.dead
                && !server.stalled
                && deeds.stream().filter(deed -> !deed.ofEngine).count() < MOST_OUTSIDERS;
    }

    private void operate(Server server) {
        if (!isOpen(server)) {
            return;
        }
        int dice = random.nextInt(12);
        if (dice < 3) {
            UUID id = pick("SELECT id FROM onevent_dead_event ORDER BY seq");
            begins(id, server, "replay of a dead one", () -> {
                if (server.instance.bean(DeadEvents.class).replay(id)) {
                    current().onCommit.add(() -> booking.replayDead(id));
                }
            });
        } else if (dice < 7) {
            UUID id = pick("SELECT id FROM onevent_processed_event ORDER BY seq");
            begins(id, server, "replay of a processed one", () -> {
                if (server.instance.bean(ProcessedEvents.class).replay(id)) {
                    current().onCommit.add(() -> booking.replayProcessed(id));
                }
            });
        } else if (dice < 8) {
            UUID id = pick("SELECT id FROM onevent_event ORDER BY seq");
            begins(id, server, "cancellation", () -> {
                if (server.instance.bean(WaitingEvents.class).cancel(id)) {
                    current().onCommit.add(() -> booking.cancel(id));
                }
            });
        } else if (dice < 10) {
            UUID id = pick("SELECT id FROM onevent_event ORDER BY seq");
            begins(id, server, "another due time", () -> putOff(server, id));
        } else if (pausing) {
            boolean paused = random.nextBoolean();
            note("all " + (paused ? "pause" : "go on"));
            database.execute("UPDATE onevent_pause SET paused = " + (paused ? 1 : 0));
        }
    }

    private UUID pick(String sql) {
        List<String> ids = database.rows(sql);
        return ids.isEmpty() ? null : UUID.fromString(ids.get(random.nextInt(ids.size())));
    }

    private void begins(UUID id, Server server, String what, Work work) {
        if (id != null) {
            note("begins " + add(server, what + " " + Booking.number(id), false, () -> inTransaction(server, work)));
        }
    }

    private void putOff(Server server, UUID id) {
        WaitingEvents waiting = server.instance.bean(WaitingEvents.class);
        boolean isThere = random.nextBoolean()
                ? waiting.runNow(id)
                : waiting.reschedule(id, Instant.now().plusMillis(random.nextInt(3_000)));
        if (isThere) {
            current().onCommit.add(() -> booking.putOff(id));
        }
    }

    // What is observed

    /** Here an actor may stop. */
    private void point(String where) {
        point(where, goOn);
    }

    private void point(String where, int goOn) {
        baton.throwIfKilled();
        if (straight || random.nextInt(100) < goOn || current().refused) {
            return;
        }
        if (trace != null) {
            trace.add("  stops at "
                    + where.substring(0, Math.min(70, where.length())).replace('\n', ' '));
        }
        baton.stop();
    }

    /** Events are handled by one call, which is in their transaction if they have one. */
    void handle(List<StoredEvent> events) throws Exception {
        Deed deed = current();
        Server server = deed.server;
        boolean plain = events.get(0).name().equals(Booked.PLAIN);
        if (events.size() > 1 || !deed.runs.isEmpty()) {
            booking.see("events together");
        }
        for (StoredEvent event : events) {
            RunUnderWay known = server.drain.run(event.id());
            Witness.Run run = new Witness.Run(event.id(), known.life(), server.name, known.version(), plain);
            booking.see(known.suspect() ? "a suspect runs" : "a run");
            note("  runs " + Booking.number(event.id()) + " version " + known.version()
                    + (known.suspect() ? ", a suspect" : ""));
            witness.starts(run, known.suspect(), now());
            deed.runs.add(run);
        }
        try {
            point("the call of the handler", goOn / 2);
            for (StoredEvent event : events) {
                book(server, event, booking.event(event.id()));
            }
            if (stormy == 2 && !straight && events.stream().anyMatch(Interleaving::isPoison)) {
                server.doomed = true;
                baton.stop();
            }
            int dice = straight ? 99 : random.nextInt(100);
            point("the return of the handler", goOn / 2);
            if (dice < failing) {
                throw new IllegalStateException("as it was told");
            } else if (dice < failing + failing / 3) {
                throw new RejectEventException("as it was told");
            } else if (dice < failing + failing / 2) {
                throw new PostponeEventException(Duration.ofSeconds(1));
            }
        } finally {
            if (plain) {
                endRuns(deed);
            }
        }
    }

    private static boolean isPoison(StoredEvent event) {
        return event.id().getLeastSignificantBits() % POISON == 0;
    }

    private static void book(Server server, StoredEvent event, Booking.Published published) throws SQLException {
        try (Connection connection = server.instance.lined().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO ledger (event_id, name, group_id, instance) VALUES (?, ?, ?, ?)")) {
            statement.setObject(1, event.id());
            statement.setString(2, event.name());
            statement.setString(3, event.group());
            statement.setString(
                    4,
                    server.name + " " + published.generation() + " "
                            + (event.payload() == null ? "0" : event.payload()));
            statement.executeUpdate();
        }
    }

    private void endRuns(Deed deed) {
        deed.runs.forEach(witness::ended);
        deed.runs.clear();
    }

    // The end

    /** All go on, nothing fails any more, and time passes until everything is at its end. */
    private void finish() {
        straight = true;
        note("the end");
        database.execute("UPDATE onevent_pause SET paused = 0");
        for (Server server : servers) {
            server.stalled = false;
            server.lost = null;
        }
        if (servers.stream().allMatch(server -> server.dead)) {
            servers.get(0).begin(servers.get(0).settings);
        }
        runAll();
        for (int round = 0; round < 30 && database.count("onevent_event") > 0; round++) {
            nanos += LITTLE.toNanos() * 2;
            servers.forEach(this::renewInOneGo);
            servers.forEach(this::tick);
        }
    }

    private void renewInOneGo(Server server) {
        if (!server.dead) {
            inOneGo(server, "renewal", true, server.drain::renew);
        }
    }

    private void tick(Server server) {
        if (!server.dead) {
            renewInOneGo(server);
            inOneGo(server, "poll", true, server.drain::poll);
            runAll();
        }
    }

    private void runAll() {
        while (!deeds.isEmpty()) {
            Deed deed = deeds.remove(0);
            if (baton.hasBegun(deed)) {
                baton.give(deed);
            } else {
                inOneGo(deed);
            }
        }
    }

    @Override
    public void close() {
        baton.close();
        all.forEach(server -> {
            server.instance.mend();
            server.instance.close();
        });
        database.drop();
        OF_THREAD.remove();
    }
}
