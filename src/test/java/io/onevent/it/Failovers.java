package io.onevent.it;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.FailoverPostgres.Loss;
import io.onevent.it.app.RecordHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * One failover after another under load, by turns of a primary that is dead and of one that is silent, for two instances in one mode. The
 * database itself keeps the ledger: a trigger notes each event in the transaction that publishes it, and the handler its effect in its own.
 */
final class Failovers implements AutoCloseable {

    /** As it is unless configured. */
    private static final Duration LEASE = Duration.parse(System.getProperty("onevent.ha.lease", "PT30S"));

    private static final Duration BOUND = LEASE.plusSeconds(10);
    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;
    private static final int ROUNDS = Integer.getInteger("onevent.ha.failovers", 10);
    private static final int BACKLOG = 300;

    private final String mode;
    private final boolean synchronous;
    private final FailoverPostgres postgres;
    private final Pair pair;
    private final Map<Loss, List<Duration>> firstEffects = new EnumMap<>(Loss.class);
    /** What was answered for. */
    private final Set<String> published = ConcurrentHashMap.newKeySet();

    Failovers(String mode, boolean synchronous) {
        this.mode = mode;
        this.synchronous = synchronous;
        postgres = new FailoverPostgres(synchronous);
        postgres.database("postgres").execute("CREATE DATABASE shop");
        Database shop = TestDatabase.withTables(shop());
        shop.execute("CREATE TABLE committed (event_id uuid NOT NULL)");
        shop.execute("CREATE FUNCTION note_event() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN INSERT INTO committed VALUES (NEW.id); RETURN NEW; END'");
        shop.execute(
                "CREATE TRIGGER note_event AFTER INSERT ON onevent_event FOR EACH ROW EXECUTE FUNCTION note_event()");
        TestApp app = TestApp.on(postgres.onEither("shop"), "app")
                .handlers(RecordHandler.class)
                .config("onevent.lease", LEASE.toString())
                .config("onevent.mode", mode)
                .build();
        pair = new Pair((synchronous ? "failover-" : "lagging-failover-") + mode, app);
    }

    /** On the primary of now. */
    private Database shop() {
        return postgres.database("shop");
    }

    /** Fails over as often as it is told to, and looks at the ledger. */
    void run() {
        pair.ensureUp();
        try (Publishers publishers =
                Publishers.of("record", ofMillis(25), pair.stream().toArray(Server[]::new))) {
            for (int round = 1; round <= ROUNDS; round++) {
                failOver(Loss.values()[round % 2], publishers);
            }
            publishers.end();
            published.addAll(publishers.ids());
        }
        await("all are handled").atMost(ALLOWANCE).until(() -> shop().waiting() == 0);
        assertLedger();
        assertThat(pair.stream()).allSatisfy(server -> assertThat(server.logEntries("ONEVENT-317"))
                .as("errors of the engine itself")
                .isEmpty());
        assertThat(firstEffects.values().stream().flatMap(List::stream))
                .as("from the promotion to the first effect")
                .allMatch(time -> time.compareTo(BOUND) <= 0);
    }

    private void failOver(Loss loss, Publishers publishers) {
        int before = publishers.count();
        await("both work: " + postgres)
                .atMost(ALLOWANCE)
                .until(() -> bothAreReady() && publishers.count() > before + 20);
        publishBacklog();
        if (!synchronous) {
            // Some of the backlog is handled without its knowledge, and to be handled again.
            postgres.awaitStandbyHas(shop().queryOne("SELECT pg_current_wal_lsn()"));
            postgres.lagBehind();
            int unseen = publishers.count();
            await("what the standby has not").atMost(ALLOWANCE).until(() -> publishers.count() > unseen + 20);
        }
        postgres.lose(loss);
        Instant promoted = postgres.promote();
        String first = "SELECT min(pg_xact_commit_timestamp(xmin)) FROM ledger"
                + " WHERE pg_xact_commit_timestamp(xmin) > '" + promoted + "'";
        await("the first effect after the promotion, " + loss + ": " + postgres)
                .atMost(BOUND.plus(ALLOWANCE))
                .pollInterval(ofMillis(250))
                .until(() -> shop().queryOne(first) != null
                        && !shop().queryOne(first).equals("null"));
        Duration time = Duration.between(promoted, shop().queryInstant(first));
        firstEffects.computeIfAbsent(loss, each -> new ArrayList<>()).add(time);
        System.out.println(
                mode + (synchronous ? " synchronous " : " asynchronous ") + loss + ": first effect after " + time);
        postgres.rebuild();
    }

    /** So that there is something to do at once for whoever can. */
    private void publishBacklog() {
        Server server = pair.stream().findAny().orElseThrow();
        published.addAll(server.get("publish?name=record&payload=PT0.1S&count=" + BACKLOG)
                .lines()
                .toList());
    }

    private boolean bothAreReady() {
        return pair.stream().allMatch(server -> server.request("/health/ready").startsWith("200 "));
    }

    private void assertLedger() {
        Database shop = shop();
        Set<String> committed = Set.copyOf(shop.queryAll("SELECT event_id FROM committed"));
        assertThat(committed.size()).as("events").isGreaterThan(ROUNDS * BACKLOG);
        assertThat(shop.queryAll("SELECT event_id FROM committed EXCEPT SELECT event_id FROM ledger"))
                .as("events that are lost")
                .isEmpty();
        assertThat(shop.queryAll("SELECT event_id FROM ledger EXCEPT SELECT event_id FROM committed"))
                .as("effects of what is no event")
                .isEmpty();
        assertThat(shop.repeated()).as("events with two effects").isEmpty();
        assertThat(shop.queryAll("SELECT id, name, reason, message FROM onevent_dead_event"))
                .as("dead events")
                .isEmpty();
        Set<String> gone =
                published.stream().filter(id -> !committed.contains(id)).collect(Collectors.toSet());
        System.out.println(mode + (synchronous ? " synchronous" : " asynchronous") + ", " + ROUNDS + " failovers: "
                + committed.size() + " events, " + gone.size() + " lost by the database. First effect " + figures());
        if (synchronous) {
            assertThat(gone)
                    .as("what was answered for and is not in the database")
                    .isEmpty();
        } else {
            assertThat(gone).as("what the standby never had").isNotEmpty();
        }
    }

    /** Of each kind of loss: median and maximum. */
    private String figures() {
        return firstEffects.entrySet().stream()
                .map(entry -> {
                    List<Duration> sorted = entry.getValue().stream().sorted().toList();
                    return entry.getKey() + ": median " + sorted.get(sorted.size() / 2) + ", most "
                            + sorted.get(sorted.size() - 1);
                })
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        pair.close();
        postgres.close();
    }
}
