package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each column of each table is set to what its type allows and the engine does not expect, in one row beside the innocent: these are
 * handled all the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RowFuzzContract {

    /** {@code -Donevent.fuzz.rows=onevent_lead} has only the cases with this in their name. */
    private static final String ONLY = System.getProperty("onevent.fuzz.rows", "");

    private static final int INNOCENT = 200;
    private static final int POLLS = 5;

    /** Whoever is taken for alive because of what a row says is so for a lease. */
    private static final Duration LEASE_AND_POLLS = Duration.ofSeconds(20);

    private static final List<String> INTS = List.of("0", "-1", "1", "2147483647", "-2147483648");
    private static final List<String> LONGS = List.of("0", "-1", "9223372036854775807", "-9223372036854775808");
    private static final List<String> SHORTS = List.of("0", "1", "-1", "2", "7", "32767", "-32768");
    private static final List<String> TEXTS = List.of(
            "''",
            "' '",
            "'no id'",
            "'%'",
            "'%zz=1&=&a=b'",
            "'a=99999999999999999999'",
            "'{,}'",
            "repeat('x', 100)",
            "'innocent.plain'");
    private static final String UNKNOWN = "'00000000-0000-0000-0000-000000000000'";
    private static final String LIVE = "'11111111-1111-1111-1111-111111111111'";
    private static final String DEAD = "'22222222-2222-2222-2222-222222222222'";
    private static final List<String> IDS = List.of(UNKNOWN, "'ffffffff-ffff-ffff-ffff-ffffffffffff'");

    private final EngineDatabase database;
    private EngineInstance instance;

    RowFuzzContract(EngineDatabase database) {
        this.database = database;
    }

    /** A column set to a value, in all rows that are not of the innocent. */
    record Case(String table, String column, String value, boolean ofOthers) {

        @Override
        public String toString() {
            return table + "." + column + " = " + value + (ofOthers ? " of other instances" : "");
        }

        boolean isOfEvents() {
            return table.endsWith("_event");
        }
    }

    private List<String> times() {
        List<String> times = new ArrayList<>(List.of(
                "TIMESTAMP WITH TIME ZONE '9999-12-31 23:59:59.999999+00'",
                "TIMESTAMP WITH TIME ZONE '2400-01-01 00:00:00+00'",
                "TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00'",
                "TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00'"));
        if (database.isPostgres()) {
            times.add("'infinity'");
            times.add("'-infinity'");
            times.add("'4713-01-01 00:00:00+00 BC'");
            times.add("'294276-12-31 23:59:59.999999+00'");
        } else {
            times.add("TIMESTAMP WITH TIME ZONE '-1000000000-01-01 00:00:00+00'");
            times.add("TIMESTAMP WITH TIME ZONE '1000000000-12-31 00:00:00+00'");
        }
        return times;
    }

    private static List<String> withNull(List<String> values) {
        List<String> all = new ArrayList<>(values);
        all.add("NULL");
        return all;
    }

    private void add(List<Case> cases, String table, Map<String, List<String>> values) {
        values.forEach((columns, all) -> {
            for (String column : columns.split(" ")) {
                all.forEach(value -> cases.add(new Case(table, column, value, false)));
            }
        });
    }

    Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        add(
                cases,
                "onevent_event",
                Map.of(
                        "id",
                        IDS,
                        "create_date due_at",
                        times(),
                        "expired_at first_failure",
                        withNull(times()),
                        "name payload group_id event_key headers",
                        withNull(TEXTS),
                        "retry started suspect",
                        SHORTS,
                        "seq",
                        LONGS,
                        "version",
                        INTS,
                        "holder",
                        withNull(IDS)));
        // It may be none, and must not be one of the innocent.
        cases.removeIf(impossible -> impossible.column().equals("name")
                && List.of("NULL", "'innocent.plain'").contains(impossible.value()));
        add(
                cases,
                "onevent_dead_event",
                Map.of(
                        "id", IDS,
                        "create_date first_failure last_failure", times(),
                        "expired_at", times(),
                        "name payload group_id event_key headers error_class message stack_trace", TEXTS,
                        "reason", List.of("''", "'NONSENSE'", "'failed'"),
                        "retry parks", SHORTS,
                        "seq", LONGS,
                        "version", INTS));
        add(
                cases,
                "onevent_processed_event",
                Map.of(
                        "id", IDS,
                        "create_date due_at start_date processed_date expired_at", times(),
                        "name payload group_id event_key headers", TEXTS,
                        "retry", SHORTS,
                        "seq", LONGS,
                        "version", INTS));
        add(
                cases,
                "onevent_instance",
                Map.of(
                        "id",
                        IDS,
                        "application",
                        TEXTS,
                        "alive_since lease_until",
                        times(),
                        "taken handles",
                        withNull(TEXTS)));
        for (Case own : List.copyOf(cases)) {
            if (own.table().equals("onevent_instance")) {
                cases.add(new Case(own.table(), own.column(), own.value(), true));
            }
        }
        add(cases, "onevent_lead", Map.of("name", TEXTS, "instance_id", withNull(IDS)));
        add(cases, "onevent_pause", Map.of("id", SHORTS, "since", withNull(times())));
        cases.removeIf(
                taken -> taken.table().equals("onevent_lead") && taken.value().equals("'innocent.plain'"));
        // Any other value pauses, which is what it is for.
        add(cases, "onevent_pause", Map.of("paused", List.of("0")));
        add(cases, "onevent_cleaning", Map.of("id", SHORTS));
        add(cases, "onevent_group_lock", Map.of("slot", List.of("-1", "-32768", "32767")));
        // What is not looked at by the engine's own work is tried on one database.
        cases.removeIf(some -> database.isPostgres()
                && List.of("onevent_dead_event", "onevent_processed_event").contains(some.table())
                && !times().contains(some.value()));
        return cases.stream().filter(some -> some.toString().contains(ONLY));
    }

    @BeforeEach
    void start() {
        Quiet.now();
        if (instance == null) {
            database.reset();
            instance = new EngineInstance(
                    database,
                    Map.of("onevent.schema", "none", "onevent.shutdown-timeout", "PT1S", "onevent.retry.delay", "PT0S"),
                    Innocent.class,
                    Victim.class);
            Steps.of(instance).untilIdle();
        }
    }

    @AfterEach
    void speak() {
        Quiet.noMore();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void a_row_that_nobody_expects_keeps_nobody(Case strange) {
        EngineInstance here = instance;
        instance = null;
        try {
            List.of("ledger", "onevent_event", "onevent_dead_event", "onevent_processed_event")
                    .forEach(table -> database.execute("DELETE FROM " + table));
            here.publishAll(
                    List.of(NewEvent.named(Victim.NAME).group("victims").payload("{}"), NewEvent.named(Victim.NAME)));
            prepare(strange);
            spoil(strange);
            Innocent.publish(here, INNOCENT);
            assertThat(handleAll(here, strange)).as("handled of the innocent").isEqualTo(INNOCENT);
            if (strange.isOfEvents()) {
                instance = here;
            }
        } finally {
            if (instance == null) {
                here.kill();
            }
        }
    }

    private long handleAll(EngineInstance here, Case strange) {
        Steps steps = Steps.of(here);
        for (int poll = 0; poll < POLLS && Innocent.handled(database) < INNOCENT; poll++) {
            steps.untilIdle();
        }
        if (Innocent.handled(database) < INNOCENT && !strange.isOfEvents()) {
            try {
                await("a lease")
                        .atMost(LEASE_AND_POLLS)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> {
                            steps.untilIdle();
                            return Innocent.handled(database) == INNOCENT;
                        });
            } catch (org.awaitility.core.ConditionTimeoutException tooLong) {
                return Innocent.handled(database);
            }
        }
        return Innocent.handled(database);
    }

    /** Rows that are not there by themselves. */
    private void prepare(Case strange) {
        if (strange.table().equals("onevent_dead_event")) {
            database.execute(
                    "INSERT INTO onevent_dead_event (id, create_date, name, payload, retry, group_id, expired_at, seq,"
                            + " version, reason, first_failure, last_failure, parks) SELECT id, create_date, name, payload, retry,"
                            + " group_id, expired_at, seq, version, 'FAILED', create_date, create_date, 0 FROM onevent_event"
                            + " WHERE name = ? AND group_id IS NOT NULL",
                    Victim.NAME);
        } else if (strange.table().equals("onevent_processed_event")) {
            database.execute(
                    "INSERT INTO onevent_processed_event (id, create_date, name, payload, retry, group_id, expired_at,"
                            + " seq, version, due_at, start_date, processed_date) SELECT id, create_date, name, payload, retry,"
                            + " group_id, expired_at, seq, version, due_at, due_at, due_at FROM onevent_event"
                            + " WHERE name = ? AND group_id IS NOT NULL",
                    Victim.NAME);
        }
    }

    /** One that lives, and one that is dead. */
    private void enterOthers() {
        for (String other : List.of(LIVE, DEAD)) {
            database.execute("INSERT INTO onevent_instance (id, application, alive_since, lease_until, taken, handles)"
                    + " VALUES (" + other + ", 'other', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP + INTERVAL '1' HOUR * "
                    + (other.equals(LIVE) ? "1" : "-1") + ", '', 'x=0')");
        }
    }

    private void spoil(Case strange) {
        if (strange.ofOthers()) {
            enterOthers();
            boolean one = List.of("id", "lease_until").contains(strange.column());
            database.execute("UPDATE onevent_instance SET " + strange.column() + " = " + strange.value() + " WHERE id "
                    + (one ? "= " + DEAD : "IN (" + LIVE + ", " + DEAD + ")"));
            return;
        }
        String where = strange.table().equals("onevent_event")
                ? " WHERE name = '" + Victim.NAME + "'"
                        + (List.of("id", "event_key").contains(strange.column()) ? " AND group_id IS NULL" : "")
                : strange.table().equals("onevent_group_lock")
                        ? " WHERE slot = 0"
                        : strange.table().equals("onevent_lead")
                                        && strange.column().equals("name")
                                ? " WHERE name = '" + Victim.NAME + "'"
                                : "";
        database.execute("UPDATE " + strange.table() + " SET " + strange.column() + " = " + strange.value() + where);
    }
}
