package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.WaitingEvent;
import io.onevent.WaitingEvent.State;
import io.onevent.WaitingEventFilter;
import io.onevent.internal.view.OperatorsView.Deaths;
import io.onevent.internal.view.OperatorsView.Noted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every database must tell the console: waiting events in pages, kinds of deaths, and what was done. */
@Tag("database")
abstract class ConsoleReadsContract {

    private static final WaitingEventFilter ALL = WaitingEventFilter.all();

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final EventInserts inserts;
    private final WaitingList list;
    private final AuditTable audit;
    private final CleaningTable cleaning;

    ConsoleReadsContract(DataSource dataSource, Dialect dialect) {
        this.dialect = dialect;
        jdbc = new Jdbc(dataSource, dialect, 10);
        inserts = new EventInserts(
                jdbc,
                dialect,
                new TransactionCheck(jdbc, dialect, true),
                new GroupLocks(jdbc, jdbc, dialect),
                new DatabaseClock(jdbc, dialect));
        list = new WaitingList(jdbc, dialect);
        audit = new AuditTable(jdbc, dialect);
        cleaning = new CleaningTable(jdbc, dialect);
    }

    @BeforeEach
    void forgetAll() {
        for (String table : List.of("onevent_event", "onevent_dead_event", "onevent_audit")) {
            jdbc.update("DELETE FROM " + table);
        }
    }

    private UUID insert(String name, String group, long delayMillis, Long livesMillis) {
        NewEventRow row = new NewEventRow(Ids.next(), name, "p", group, delayMillis, null, livesMillis);
        inserts.insertAlone(List.of(row));
        return row.id();
    }

    private List<UUID> ids(WaitingEventFilter filter) {
        return list.list(filter).stream().map(each -> each.event().id()).toList();
    }

    @Test
    void of_a_name_the_oldest_due_comes_first_whatever_part_it_is_of() {
        UUID late = insert("a", null, 3_000_000, null);
        UUID grouped = insert("a", "g", 2_000_000, null);
        UUID dated = insert("a", null, 1_000_000, 9_000_000L);
        UUID due = insert("a", null, 0, null);
        insert("b", null, 0, null);
        assertThat(ids(ALL.name("a"))).containsExactly(due, dated, grouped, late);
        assertThat(ids(ALL.name("a").offset(1).limit(2))).containsExactly(dated, grouped);
        assertThat(ids(ALL.name("a").state(State.DUE))).containsExactly(due);
        assertThat(ids(ALL.name("a").state(State.DELAYED))).containsExactly(dated, grouped, late);
        assertThat(list.count(ALL.name("a"), 100)).isEqualTo(4);
        assertThat(list.count(ALL.name("a"), 3)).isEqualTo(3);
        assertThat(list.count(ALL.name("a").state(State.DELAYED), 100)).isEqualTo(3);
    }

    @Test
    void what_is_told_of_an_event_is_all_but_its_payload() {
        insert("a", "g", 5_000_000, 9_000_000L);
        WaitingEvent waiting = list.list(ALL).get(0);
        assertThat(waiting.state()).isEqualTo(State.DELAYED);
        assertThat(waiting.event().name()).isEqualTo("a");
        assertThat(waiting.event().group()).isEqualTo("g");
        assertThat(waiting.event().payload()).isNull();
        assertThat(Duration.between(waiting.event().createDate(), waiting.dueAt()))
                .isBetween(Duration.ofSeconds(4_990), Duration.ofSeconds(5_010));
        assertThat(waiting.event().expiredAt()).isNotNull();
    }

    @Test
    void of_a_group_the_order_is_that_of_the_group_and_of_all_that_of_their_publishing() {
        List<UUID> published = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            published.add(insert("a" + i % 2, "g", 1_000_000 * (4 - i), null));
        }
        assertThat(ids(ALL.group("g"))).isEqualTo(published);
        assertThat(ids(ALL.group("g").name("a1"))).containsExactly(published.get(1), published.get(3));
        assertThat(ids(ALL)).containsExactlyInAnyOrderElementsOf(published);
        assertThat(ids(ALL.group("another"))).isEmpty();
        assertThat(list.count(ALL.group("g"), 100)).isEqualTo(4);
    }

    @Test
    void a_key_is_found_with_its_name_and_without() {
        UUID id = insert("a", null, 0, null);
        insert("a", null, 0, null);
        jdbc.update("UPDATE onevent_event SET event_key = 'k' WHERE id = ?", id);
        assertThat(ids(ALL.name("a").key("k"))).containsExactly(id);
        assertThat(ids(ALL.key("k"))).containsExactly(id);
        assertThat(ids(ALL.name("b").key("k"))).isEmpty();
        assertThat(list.list(ALL.key("k")).get(0).event().key()).isEqualTo("k");
    }

    @Test
    void the_kinds_of_the_latest_deaths_are_told_apart() {
        for (int i = 0; i < 5; i++) {
            jdbc.update(
                    "INSERT INTO onevent_dead_event (id, create_date, name, retry, seq, version, reason, error_class,"
                            + " first_failure, last_failure) VALUES (?, " + dialect.clock + ", 'a', 0, 0, 0, ?, ?, "
                            + dialect.clock + ", " + dialect.clock + ")",
                    Ids.next(),
                    i == 0 ? "LATER" : "FAILED",
                    i == 0 ? null : "E" + i % 2);
        }
        List<Deaths> deaths = new QueueFigures(jdbc).deaths(100);
        assertThat(deaths.stream()
                        .map(each -> each.name() + " " + each.reason() + " " + each.errorClass() + " " + each.count()))
                .containsExactlyInAnyOrder("a UNREADABLE null 1", "a FAILED E1 2", "a FAILED E0 2");
        assertThat(deaths).allMatch(each -> !each.first().isAfter(each.last()));
        assertThat(new QueueFigures(jdbc)
                        .deaths(2).stream().mapToLong(Deaths::count).sum())
                .isEqualTo(2);
    }

    @Test
    void what_was_done_comes_back_the_latest_first_also_where_much_of_it_is_unknown_or_odd() {
        // Those of one millisecond have no order.
        Iterator<UUID> ids = List.of(new UUID(0x7000L, 1), new UUID(0x7000L, 2)).iterator();
        Supplier<UUID> before = IdsDoor.from(ids::next);
        try {
            audit.note("alice", "replay", 3, "3 events are replayed");
            audit.note(null, "pause", null, "all\0events " + "x".repeat(3_993) + "\uD83D\uDE00");
        } finally {
            IdsDoor.from(before);
        }
        List<Noted> noted = audit.list(null, 10);
        assertThat(noted).hasSize(2);
        assertThat(noted.get(0).who()).isNull();
        assertThat(noted.get(0).events()).isNull();
        assertThat(noted.get(0).what()).startsWith("all events ").hasSizeLessThanOrEqualTo(4_000);
        assertThat(noted.get(1).who()).isEqualTo("alice");
        assertThat(noted.get(1).deed()).isEqualTo("replay");
        assertThat(noted.get(1).events()).isEqualTo(3);
        assertThat(noted.get(1).at()).isNotNull();
        assertThat(audit.list(noted.get(0).id(), 10)).extracting(Noted::who).containsExactly("alice");
        assertThat(audit.list(null, 1)).hasSize(1);
    }

    @Test
    void what_was_done_long_ago_is_cleaned_some_at_a_time() {
        for (int i = 0; i < 3; i++) {
            audit.note("alice", "pause", null, "it is paused");
        }
        assertThat(cleaning.cleanAudit(Duration.ofDays(1), 10)).isZero();
        assertThat(cleaning.cleanAudit(Duration.ofSeconds(-10), 2)).isEqualTo(2);
        assertThat(cleaning.cleanAudit(Duration.ofSeconds(-10), 2)).isEqualTo(1);
        assertThat(audit.list(null, 10)).isEmpty();
    }
}
