package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.OrderHandler;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two instances, eight publishers, few keys: no key waits twice, and what was answered for is handled once, also where an
 * instance is killed in the middle. With {@code -Pchaos} a million publications over ten thousand keys.
 */
@Tag("cluster")
@Tag("database")
class KeysIT {

    private static final boolean MANY = Integer.getInteger("onevent.chaos.rounds", 1) > 1;
    private static final int PUBLICATIONS = MANY ? 1_000_000 : 4_000;
    private static final int KEYS = MANY ? 10_000 : 100;

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger left = new AtomicInteger(PUBLICATIONS);
    private final AtomicInteger deadlocks = new AtomicInteger();

    @Test
    void no_key_waits_twice_and_each_that_was_answered_for_is_handled_once() {
        Database database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app").handlers(OrderHandler.class).build();
        try (Pair pair = new Pair("keys", app)) {
            pair.ensureUp();
            List<Server> servers = pair.stream().toList();
            CompletableFuture<Void> all = CompletableFuture.allOf(IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> publish(servers.get(i % 2), servers.get(1), new Random(i)),
                            task -> new Thread(task, "publisher-" + i).start()))
                    .toArray(CompletableFuture[]::new));
            boolean killed = false;
            while (!all.isDone()) {
                assertThat(database.queryAll("SELECT name, event_key FROM onevent_event"
                                + " GROUP BY name, event_key HAVING count(*) > 1"))
                        .isEmpty();
                if (!killed && left.get() < PUBLICATIONS / 2) {
                    servers.get(0).kill9();
                    killed = true;
                }
            }
            all.join();
            assertThat(killed).isTrue();
            await("all to be handled").atMost(ClusterContract.ALLOWANCE).until(() -> database.waiting() == 0);
            assertThat(database.queryAll("SELECT event_id FROM ledger")).containsAll(answered);
            assertThat(answered).hasSizeBetween(KEYS, PUBLICATIONS - 1);
            assertThat(database.repeated()).isEmpty();
            assertThat(database.dead()).isZero();
            assertThat(deadlocks.get()).as("seldom").isLessThan(PUBLICATIONS / 100);
        }
    }

    private void publish(Server first, Server second, Random random) {
        Server server = first;
        for (int n = left.getAndDecrement(); n > 0; n = left.getAndDecrement()) {
            String replacing = random.nextInt(5) == 0 ? "" : "&replacing=true";
            try {
                answered.add(
                        server.get("publish?name=order&payload=p" + n + "&key=k" + random.nextInt(KEYS) + replacing));
            } catch (RuntimeException failed) {
                if (isDeadlockOfMariaDb(failed)) {
                    deadlocks.incrementAndGet();
                    continue;
                }
                if (server.isAlive() && server == second) {
                    throw failed;
                }
                // It was killed: nobody was told that it is published.
                server = second;
            }
        }
    }

    /** With the end of the event that has the key, as docs/using.md tells: the publisher is to run again. */
    private static boolean isDeadlockOfMariaDb(RuntimeException failed) {
        return DatabaseProduct.chosen() == DatabaseProduct.MARIADB
                && String.valueOf(failed.getMessage()).contains("Deadlock found when trying to get lock");
    }
}
