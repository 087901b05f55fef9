package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.BatchHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two instances that handle events together of which one in ten fails at random and one in a hundred is rejected, while they
 * are killed: twice, with {@code -Pchaos} ten times.
 */
@Tag("cluster")
@Tag("database")
class BatchesIT {

    private static final boolean MANY = Rounds.count() > 1;
    private static final int KILLS = MANY ? 10 : 2;
    private static final int EVENTS = MANY ? 10_000 : 3_000;
    /** As many calls publish each of them: 50 good ones, 6 that fail now and then, 1 that is rejected. */
    private static final List<String> PAYLOADS = List.of("good", "flaky", "rejected");

    private static final int GROUPS = 10;

    private final Random random = new Random(7);
    /** Name and payload of each event, by its id. */
    private final Map<String, String> payloads = new TreeMap<>();

    private final Map<String, List<String>> groups = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void each_event_has_its_effect_once_and_only_the_poison_is_dead(String mode) {
        Database database = TestDatabase.newDatabase();
        TestApp app = TestApp.on(database, "app")
                .handlers(BatchHandlers.class)
                .config("onevent.event.shared.events-per-transaction", "20")
                .config("onevent.retry.max-retries", "8")
                .config("onevent.retry.max-delay", "PT1S")
                .build();
        try (Pair pair = new Pair("batches-" + mode, app).with("onevent.mode", mode)) {
            pair.ensureUp();
            List<Server> servers = pair.stream().toList();
            pair.pause();
            while (payloads.size() < EVENTS) {
                publish(servers.get(0));
            }
            pair.resume();
            for (int kill = 1; kill <= KILLS; kill++) {
                int left = EVENTS - EVENTS * kill / (KILLS + 2);
                await("more is done").atMost(ClusterContract.ALLOWANCE).until(() -> database.waiting() < left);
                servers.get(random.nextInt(2)).kill9();
                pair.ensureUp();
            }
            pair.awaitIdle(database, "all are done", ClusterContract.ALLOWANCE.multipliedBy(3));
            judge(database);
        }
    }

    private void publish(Server server) {
        String name = List.of("batch", "batch", "shared", "batch.plain", "batch.staged")
                .get(random.nextInt(5));
        String payload = PAYLOADS.get(random.nextInt(PAYLOADS.size()));
        String group = name.equals("batch.staged") || random.nextInt(4) > 0 ? null : "g" + random.nextInt(GROUPS);
        int count = payload.equals("good") ? 50 : payload.equals("flaky") ? 6 : 1;
        for (String id : server.get("publish?name=" + name + "&payload=" + payload + "&count=" + count
                        + (group == null ? "" : "&group=" + group))
                .split("\n")) {
            payloads.put(id, name + " " + payload);
            if (group != null && !name.equals("batch.plain")) {
                groups.computeIfAbsent(group, first -> new ArrayList<>()).add(id);
            }
        }
    }

    private void judge(Database database) {
        assertThat(database.queryAll("SELECT id, reason FROM onevent_dead_event ORDER BY id"))
                .as("dead")
                .containsExactlyElementsOf(payloads.entrySet().stream()
                        .filter(event -> event.getValue().endsWith("rejected"))
                        .map(event -> event.getKey() + " REJECTED")
                        .sorted()
                        .toList());
        List<String> expected = payloads.entrySet().stream()
                .filter(event -> !event.getValue().endsWith("rejected"))
                .filter(event -> event.getValue().startsWith("batch ")
                        || event.getValue().startsWith("shared "))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        assertThat(database.queryAll("SELECT event_id FROM ledger WHERE name IN ('batch', 'shared') ORDER BY event_id"))
                .as("effects in transactions, each once")
                .containsExactlyElementsOf(expected);
        // H2 does not keep when a row was committed.
        if (database.product() != DatabaseProduct.H2) {
            groups.forEach((group, inOrder) -> judgeOrder(database, group, inOrder));
        }
    }

    private static void judgeOrder(Database database, String group, List<String> inOrder) {
        List<String> effects = new ArrayList<>(database.effectsOnGroup(group));
        List<String> wanted = new ArrayList<>(inOrder);
        effects.retainAll(wanted);
        wanted.retainAll(effects);
        assertThat(effects).as("the order of group " + group).isEqualTo(wanted);
    }
}
