package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.DeadEventFilter;
import io.onevent.EventQueue;
import io.onevent.OnEvent;
import io.onevent.ProcessedEvents;
import io.onevent.WaitingEventFilter;
import io.onevent.WaitingEvents;
import io.onevent.console.ConsoleDoor;
import io.onevent.internal.monitor.Condition;
import io.onevent.internal.monitor.Counts;
import io.onevent.internal.monitor.Tap;
import io.onevent.internal.operate.ViewInStore;
import io.onevent.internal.view.OperatorsView;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the console's pages ask of a full database: few statements, each by an index.
 *
 * <pre>mvn test -Dtest=ConsolePagesTest -Donevent.console.waiting=10000000</pre>
 *
 * fills it with as many waiting events of 200 names, and a tenth as many dead and processed ones, takes the time of each
 * page, and writes it with the plans of its statements to {@code target/console-pages.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsolePagesTest {

    @ApplicationScoped
    static class Handling {

        @OnEvent("handled")
        void handle() {}
    }

    private static final int MOST_STATEMENTS = 10;
    private static final int WAITING = Integer.getInteger("onevent.console.waiting", 60_000);
    private static final boolean MANY = WAITING > 60_000;
    private static final int ENDED = MANY ? WAITING / 10 : WAITING;
    private static final int NAMES = MANY ? 200 : 3;
    private static final String NAME = "'name-' || CASE WHEN n % 2 = 0 THEN n % 3 ELSE n % " + NAMES + " END";
    private static final Path REPORT = Path.of("target", "console-pages.txt");
    private static final long MOST_MILLIS = 200;

    private final Heard heard = new Heard();
    private EngineDatabase database;
    private EngineInstance instance;
    private OperatorsView view;

    @BeforeAll
    void fill() {
        database = EngineDatabase.postgres();
        database.execute("INSERT INTO onevent_event (id, create_date, name, payload, group_id, expired_at, seq, due_at,"
                + " event_key) SELECT gen_random_uuid(), now(), " + NAME
                + ", 'p', CASE WHEN n % 3 = 0 THEN 'group-' || n % 300 END, CASE WHEN n % 5 = 0 THEN now() + interval '9 day' END, n,"
                + " now() + n * interval '1 second', CASE WHEN n % 2 = 0 THEN 'key-' || n END"
                + " FROM generate_series(1, " + WAITING + ") AS s (n)");
        database.execute(
                "INSERT INTO onevent_dead_event (id, create_date, name, payload, group_id, retry, seq, version,"
                        + " reason, error_class, message, first_failure, last_failure) SELECT gen_random_uuid(), now(), "
                        + NAME + ", 'p', CASE WHEN n % 3 = 0 THEN 'group-' || n % 300 END, 5, n, 0,"
                        + " CASE WHEN n % 7 = 0 THEN 'LOST' ELSE 'FAILED' END, 'E' || n % 4, 'no', now(),"
                        + " now() - n * interval '1 second' FROM generate_series(1, " + ENDED + ") AS s (n)");
        database.execute("INSERT INTO onevent_processed_event (id, create_date, name, payload, group_id, retry, seq,"
                + " version, due_at, start_date, processed_date) SELECT gen_random_uuid(), now(), " + NAME + ", 'p',"
                + " CASE WHEN n % 3 = 0 THEN 'group-' || n % 300 END, 0, n, 0, now(), now(),"
                + " now() - n * interval '1 second' FROM generate_series(1, " + ENDED + ") AS s (n)");
        database.execute("INSERT INTO onevent_audit (id, done_at, deed, what) SELECT gen_random_uuid(), now(), 'pause',"
                + " 'x' FROM generate_series(1, 20000)");
        database.rows("SELECT setval('onevent_event_seq', " + 2L * WAITING + ")");
        database.execute(MANY ? "VACUUM ANALYZE" : "ANALYZE");
        Machine real = Machine.real();
        instance = new EngineInstance(
                database,
                new Machine(real.threads(), real.clock(), true, heard::in),
                Map.of("onevent.enabled", "true", "onevent.lease", "PT30S"),
                Handling.class,
                ViewInStore.class,
                Tap.class,
                Counts.class,
                Condition.class);
        view = instance.bean(ViewInStore.class);
    }

    @AfterAll
    void stop() {
        instance.close();
        database.drop();
    }

    private String page(String path, Map<String, String> parameters) {
        // On a server an interceptor begins the transaction in which figures are read.
        return instance.inTransaction(() -> ConsoleDoor.page(
                view,
                instance.bean(EventQueue.class),
                instance.bean(WaitingEvents.class),
                instance.bean(ProcessedEvents.class),
                path,
                parameters));
    }

    private record Asked(String path, Map<String, String> parameters) {}

    static List<Asked> pages() {
        return List.of(
                new Asked("", Map.of()),
                new Asked("/groups", Map.of()),
                new Asked("/instances", Map.of()),
                new Asked("/audit", Map.of()),
                new Asked("/audit", Map.of("before", "77777777-7777-7777-7777-777777777777")),
                new Asked("/waiting", Map.of()),
                new Asked("/waiting", Map.of("page", "3")),
                new Asked("/waiting", Map.of("name", "name-1")),
                new Asked("/waiting", Map.of("name", "name-1", "state", "due")),
                new Asked("/waiting", Map.of("name", "name-1", "state", "retrying")),
                new Asked("/waiting", Map.of("name", "name-0", "key", "key-6")),
                new Asked("/waiting", Map.of("group", "group-3")),
                new Asked("/waiting", Map.of("key", "key-4")),
                new Asked("/waiting", Map.of("from", "2026-01-01T00:00:00Z", "name", "name-2")),
                new Asked("/dead", Map.of()),
                new Asked("/dead", Map.of("name", "name-1")),
                new Asked("/dead", Map.of("name", "name-1", "reason", "LOST")),
                new Asked("/dead", Map.of("reason", "LOST")),
                new Asked("/dead", Map.of("group", "group-3")),
                new Asked("/dead", Map.of("from", "2026-01-01T00:00:00Z")),
                new Asked("/dead", Map.of("name", "name-1", "reason", "FAILED", "error", "E1")),
                new Asked("/processed", Map.of()),
                new Asked("/processed", Map.of("name", "name-1")),
                new Asked("/processed", Map.of("group", "group-3")));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_page_asks_little_and_by_indexes(Asked asked) {
        isCheap(asked);
    }

    @Test
    void so_does_the_page_of_an_event_wherever_it_is() {
        for (String table : List.of("onevent_event", "onevent_dead_event", "onevent_processed_event")) {
            String id = database.rows(
                            "SELECT id FROM " + table + " WHERE group_id IS NOT NULL ORDER BY seq DESC LIMIT 1")
                    .get(0);
            isCheap(new Asked("/event", Map.of("id", id)));
        }
    }

    @Test
    void so_does_the_page_of_an_event_of_which_all_has_to_be_asked() {
        Steps.of(instance).untilIdle();
        String id = "99999999-9999-9999-9999-999999999999";
        database.execute("INSERT INTO onevent_event (id, create_date, name, group_id, seq, due_at) VALUES ('" + id
                + "', now(), 'handled', 'alone', -1, now() - interval '1 second')");
        assertThat(isCheap(new Asked("/event", Map.of("id", id)))).contains("starts when a thread is free");
    }

    private String isCheap(Asked asked) {
        // The sample is taken on its own interval, whoever looks.
        instance.call(view::figures);
        String[] html = new String[1];
        List<String> statements = heard.during(() -> html[0] = page(asked.path, asked.parameters));
        assertThat(html[0]).contains("</html>");
        assertThat(statements).as("%s", asked).hasSizeLessThanOrEqualTo(MOST_STATEMENTS);
        for (String statement : statements) {
            assertThat(database.rows("EXPLAIN " + statement))
                    .as("%s %s", asked, statement)
                    .noneMatch(line -> line.contains("Seq Scan on onevent_event")
                            || line.contains("Seq Scan on onevent_dead")
                            || line.contains("Seq Scan on onevent_processed")
                            || line.contains("Seq Scan on onevent_audit"));
        }
        if (MANY) {
            report(asked, statements);
        }
        return html[0];
    }

    private void report(Asked asked, List<String> statements) {
        long[] millis = new long[5];
        for (int i = 0; i < millis.length; i++) {
            long begin = System.nanoTime();
            page(asked.path, asked.parameters);
            millis[i] = (System.nanoTime() - begin) / 1_000_000;
        }
        Arrays.sort(millis);
        StringBuilder text = new StringBuilder()
                .append("## ")
                .append(asked)
                .append(": ")
                .append(statements.size())
                .append(" statements, ms: ")
                .append(Arrays.toString(millis))
                .append('\n');
        for (String statement : statements) {
            text.append(statement).append('\n');
            database.rows("EXPLAIN (ANALYZE, SUMMARY OFF) " + statement)
                    .forEach(line -> text.append("    ").append(line).append('\n'));
        }
        try {
            Files.writeString(REPORT, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
        assertThat(millis[millis.length / 2]).as("%s", asked).isLessThanOrEqualTo(MOST_MILLIS);
    }

    @Test
    void what_matches_is_counted_by_indexes_and_up_to_a_bound() {
        List<String> statements = heard.during(() -> {
            assertThat(view.count(WaitingEventFilter.all().name("name-1"), 5_000))
                    .isEqualTo(5_000);
            assertThat(view.count(WaitingEventFilter.all().name("name-1"), 100_000))
                    .isEqualTo(MANY ? 100_000 : 20_000);
            assertThat(view.count(DeadEventFilter.all().name("name-1"), 5_000)).isEqualTo(5_000);
        });
        assertThat(statements).hasSize(3);
    }
}
