package io.onevent.it;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.AccountHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What two instances promise of groups, in either mode. Groups have events of two names, which in mode single are led by one
 * instance each. The parking comes last: it costs new starts.
 */
@Tag("cluster")
@Tag("database")
@Tag("commit-order")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class GroupsContract {

    static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;

    private static final List<String> GROUPS = List.of("g0", "g1", "g2", "g3", "g4");
    private static final int PUBLISHERS_PER_GROUP = 8;

    /** Of a thousand events, a hundred of which wait for a retry. */
    private static final Duration MANY = ofSeconds(60);

    /** More than two looks at the table. */
    private static final Duration SOME_LOOKS = ofMillis(2500);

    Database database;
    private Pair pair;
    private boolean parks;

    /** The value of {@code onevent.mode}. */
    abstract String mode();

    /** Makes both instances handle events of a group that has both names. */
    abstract void involveBoth();

    @BeforeAll
    void deploy() {
        database = TestDatabase.newDatabase();
        // A crowded machine does not lose its lease at once.
        TestApp app = TestApp.on(database, "app")
                .handlers(AccountHandler.class)
                .config("onevent.retry.delay", "PT0.1S")
                .config("onevent.retry.max-retries", "50")
                .config("onevent.lease", "PT5S")
                .build();
        pair = new Pair("groups-" + mode(), app).with("onevent.mode", mode());
    }

    @BeforeEach
    void start_what_is_down_and_end_what_is_left() {
        ensureUp();
        toAll("open-gate");
        database.execute("DELETE FROM onevent_dead_event");
        database.execute("DELETE FROM onevent_event WHERE name = 'nobody'");
        retryNow();
        awaitIdle("what an earlier test has left is over");
        database.clear();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    @Test
    @Order(1)
    void effects_on_a_group_are_in_the_order_of_publishing_and_one_at_a_time_whatever_fails() {
        Map<String, List<String>> published = new LinkedHashMap<>();
        int transaction = 0;
        for (int count : new int[] {1, 60, 1, 1, 97, 40}) {
            for (String group : GROUPS) {
                // A group has the names in turn, one per transaction.
                String name = transaction % 2 == 0 ? "credit" : "debit";
                Server through = server(transaction / 2 % 2);
                published
                        .computeIfAbsent(group, first -> new ArrayList<>())
                        .addAll(publish(through, group, name + "&payload=flaky&count=" + count));
                transaction++;
            }
        }
        assertHandledInOrder(published);

        assertThat(database.queryAll("SELECT DISTINCT instance FROM ledger")).hasSize(2);
    }

    @Test
    @Order(1)
    void effects_on_a_group_are_in_the_order_of_commits_whoever_began_first() {
        int publishers = PUBLISHERS_PER_GROUP * GROUPS.size();
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try {
            IntStream.range(0, publishers)
                    .mapToObj(publisher -> CompletableFuture.runAsync(() -> publishSlowly(publisher), threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
        Map<String, List<String>> committed = new LinkedHashMap<>();
        for (String group : GROUPS) {
            committed.put(group, publications(group, database.product().committed("p")));
            assertThat(committed.get(group))
                    .as("transactions have overtaken one another")
                    .hasSize(200)
                    .isNotEqualTo(publications(group, "begun"));
        }
        assertHandledInOrder(committed);
    }

    /** Two names, but one per group: each change of the leader can cost a look at the table. */
    private void publishSlowly(int publisher) {
        int group = publisher % GROUPS.size();
        Server through = server(publisher / GROUPS.size() % 2);
        String name = group % 2 == 0 ? "credit" : "debit";
        for (int i = 0; i < 200 / PUBLISHERS_PER_GROUP; i++) {
            through.get("publish-slowly?payload=flaky&group=" + GROUPS.get(group) + "&name=" + name);
        }
    }

    private List<String> publications(String group, String order) {
        return database.queryAll(
                "SELECT p.event_id FROM publication p WHERE p.group_id = '" + group + "' ORDER BY " + order);
    }

    @Test
    @Order(2)
    void while_the_head_of_a_group_is_in_retry_the_others_go_on_and_the_status_tells_which() {
        toAll("shut-gate");
        List<String> stuck = new ArrayList<>(publish(server(0), "stuck", "credit&payload=fails"));
        stuck.addAll(publish(server(1), "stuck", "debit&count=3"));
        Map<String, List<String>> others = new LinkedHashMap<>();
        GROUPS.forEach(group -> others.put(group, publish(server(1), group, "credit&count=10")));
        server(0).get("publish?name=debit&count=20");
        await("the others are handled").atMost(ALLOWANCE).until(() -> effects() == 70);
        awaitBlocked("stuck", stuck.get(0), false, 3);

        assertInOrder(others);
        assertThat(database.effectsOnGroup("stuck")).isEmpty();
        assertThat(database.waiting()).isEqualTo(4);
        toAll("open-gate");
        retryNow();
        assertHandledInOrder(Map.of("stuck", stuck));
        awaitNotBlocked();
    }

    @Test
    @Order(2)
    void a_group_goes_on_when_its_head_has_died_and_a_replay_takes_its_old_place() {
        toAll("shut-gate");
        String dead = publish(server(0), "account", "credit&payload=rejects+1").get(0);
        List<String> next = publish(server(1), "account", "credit&payload=waits");
        List<String> rest = publish(server(1), "account", "credit&count=3");
        await("the next one runs")
                .atMost(ALLOWANCE)
                .until(() ->
                        database.queryLong("SELECT count(*) FROM run WHERE event_id = '" + next.get(0) + "'") == 1);
        assertThat(server(1).get("dead")).isEqualTo(dead + " REJECTED");
        assertThat(server(1).status("blocked ")).as("blocked by a dead event").noneMatch(line -> line.contains(dead));

        assertThat(server(1).get("replay?id=" + dead)).isEqualTo("true");
        assertThat(server(0).get("replay?id=" + dead)).as("it is dead no more").isEqualTo("false");
        toAll("open-gate");
        assertHandledInOrder(Map.of(
                "account",
                Stream.of(next, List.of(dead), rest).flatMap(List::stream).toList()));
    }

    @Test
    @Order(3)
    void a_parked_group_stands_still_until_its_head_is_replayed_and_keeps_its_order() {
        park();
        String head = publish(server(0), "parked", "credit&payload=rejects+2").get(0);
        List<String> inOrder = new ArrayList<>(List.of(head));
        inOrder.addAll(publish(server(0), "parked", "debit&count=2"));
        inOrder.addAll(publish(server(1), "parked", "credit"));
        awaitBlocked("parked", head, true, 3);
        others_go_on_beside(3);

        assertThat(server(1).get("replay?id=" + head)).isEqualTo("true");
        await("it is rejected again")
                .atMost(ALLOWANCE)
                .until(() -> runs() == 2 + 20 && server(0).get("dead").equals(head + " REJECTED"));
        inOrder.addAll(publish(server(1), "parked", "debit"));
        awaitBlocked("parked", head, true, 4);
        awaitStandsStill(4);

        assertThat(server(0).get("replay?id=" + head)).isEqualTo("true");
        assertHandledInOrder(Map.of("parked", inOrder));
        awaitNotBlocked();
    }

    @Test
    @Order(3)
    void a_parked_group_stands_still_until_its_head_is_discarded() {
        park();
        String head = publish(server(0), "parked", "credit&payload=rejects+1").get(0);
        List<String> behind = new ArrayList<>(publish(server(0), "parked", "credit&count=2"));
        behind.addAll(publish(server(1), "parked", "debit&count=2"));
        awaitBlocked("parked", head, true, 4);
        others_go_on_beside(4);

        assertThat(server(1).get("discard?id=" + head)).isEqualTo("true");
        assertThat(server(0).get("discard?id=" + head))
                .as("it is there no more")
                .isEqualTo("false");
        assertHandledInOrder(Map.of("parked", behind));
        awaitNotBlocked();
    }

    @Test
    @Order(3)
    void an_expired_event_neither_parks_nor_blocks_its_group() {
        park();
        toAll("shut-gate");
        String expiredHead =
                publish(server(0), "first", "nobody&expiresAfter=PT1S").get(0);
        List<String> first = publish(server(0), "first", "credit&count=2");
        List<String> second = new ArrayList<>(publish(server(0), "second", "debit&payload=fails"));
        String expiredBehind =
                publish(server(1), "second", "credit&expiresAfter=PT1S").get(0);
        second.addAll(publish(server(1), "second", "debit"));
        await("both are expired").atMost(ALLOWANCE).until(() -> database.dead() == 2);
        assertThat(server(0).get("dead").lines())
                .containsExactlyInAnyOrder(expiredHead + " EXPIRED", expiredBehind + " EXPIRED");

        toAll("open-gate");
        retryNow();
        awaitIdle("the groups go on");
        assertInOrder(Map.of("first", first, "second", second));
        awaitNotBlocked();
    }

    /** A group that does not stand in the way of another, and events without one. */
    private void others_go_on_beside(int waiting) {
        Map<String, List<String>> other = Map.of("other", publish(server(1), "other", "debit&count=10"));
        server(0).get("publish?name=credit&count=10");
        await("the others are handled").atMost(ALLOWANCE).until(() -> effects() == 20);
        assertInOrder(other);
        awaitStandsStill(waiting);
    }

    private void awaitStandsStill(int waiting) {
        await("more than two looks at the table")
                .during(SOME_LOOKS)
                .atMost(ALLOWANCE)
                .until(() -> database.waiting() == waiting
                        && database.effectsOnGroup("parked").isEmpty());
    }

    /** Waits until both tell that this credit, and it alone, blocks its group. */
    private void awaitBlocked(String group, String head, boolean dead, int behind) {
        String since = dead ? "last_failure FROM onevent_dead_event" : "first_failure FROM onevent_event";
        await("both tell of the group").atMost(ALLOWANCE).ignoreExceptions().untilAsserted(() -> {
            String line = "blocked %s by %s credit dead %s behind %d since %s"
                    .formatted(
                            group,
                            head,
                            dead,
                            behind,
                            database.queryInstant("SELECT " + since + " WHERE id = '" + head + "'"));
            assertThat(pair.stream())
                    .allSatisfy(server -> assertThat(server.status("blocked ")).containsExactly(line));
        });
    }

    private void awaitNotBlocked() {
        await("no group is blocked").atMost(ALLOWANCE).until(() -> pair.stream()
                .allMatch(server -> server.status("blocked ").isEmpty()));
    }

    private void assertHandledInOrder(Map<String, List<String>> groups) {
        pair.awaitIdle(database, "all that was published is handled", MANY.plus(ALLOWANCE));
        assertThat(database.dead()).isZero();
        assertInOrder(groups);
    }

    private void assertInOrder(Map<String, List<String>> groups) {
        assertThat(database.overlappingInGroups())
                .as("two runs of a group at once")
                .isEmpty();
        assertThat(database.startedTooEarly())
                .as("runs before the last effect of the group was committed")
                .isEmpty();
        groups.forEach((group, inOrder) -> assertThat(database.effectsOnGroup(group))
                .as("the effects on group " + group)
                .containsExactlyElementsOf(inOrder));
    }

    private static List<String> publish(Server server, String group, String nameAndMore) {
        return server.get("publish?group=" + group + "&name=" + nameAndMore)
                .lines()
                .toList();
    }

    private Server server(int index) {
        return pair.stream().toList().get(index);
    }

    private void toAll(String request) {
        pair.stream().forEach(server -> server.get(request));
    }

    private void retryNow() {
        database.execute(
                "UPDATE onevent_event SET due_at = " + database.product().clock());
    }

    private long effects() {
        return database.queryLong("SELECT count(*) FROM ledger");
    }

    private long runs() {
        return database.queryLong("SELECT count(*) FROM run");
    }

    /** From now on a group stands still when its head dies. */
    private void park() {
        if (!parks) {
            pair.stop();
            pair.with("onevent.group.on-dead", "park");
            parks = true;
            ensureUp();
        }
    }

    private void ensureUp() {
        pair.ensureUp();
        await("both are entered")
                .atMost(ALLOWANCE)
                .until(() -> database.queryLong("SELECT count(*) FROM onevent_instance") == 2);
        involveBoth();
    }

    private void awaitIdle(String reason) {
        pair.awaitIdle(database, reason, ALLOWANCE);
    }
}
