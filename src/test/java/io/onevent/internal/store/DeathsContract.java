package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.DeadEvent;
import io.onevent.Reason;
import io.onevent.internal.store.tx.RepeatableException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Of which deaths others are told, and what they are told. */
abstract class DeathsContract extends TablesContract {

    private static final String DEAD = "onevent.dead";

    private final List<NewEventRow> published = new ArrayList<>();

    DeathsContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
    }

    private StoreSession telling() throws SQLException {
        StoreSession session = open();
        session.deaths().tell(() -> true, null, inserted -> published.addAll(inserted.stored()));
        return session;
    }

    private void bury(StoreSession session, UUID id, Reason reason, Failure failure) {
        assertThat(session.events().bury(id, 0, reason, failure)).isTrue();
    }

    private UUID expiredEvent(String name) {
        UUID id = insert(expiring(name, HOUR));
        jdbc.update("UPDATE onevent_event SET expired_at = " + dialect.afterMillis + " WHERE id = ?", -1_000L, id);
        return id;
    }

    private List<DeadEvent> told() {
        return jdbc.texts("SELECT payload FROM onevent_event WHERE name = ? ORDER BY seq", DEAD).stream()
                .map(DeathNotice::read)
                .toList();
    }

    @Test
    void a_death_is_told_with_all_that_is_known_of_it_but_its_payload() throws SQLException {
        Instant expiry = Instant.parse("2999-01-01T00:00:00.123456Z");
        UUID id = Ids.next();
        insert(new NewEventRow(
                id,
                "ä\"{}",
                "secret",
                "g",
                "k",
                null,
                false,
                Headers.text(Map.of("h", "\"1\"")),
                0,
                null,
                expiry,
                null,
                null));
        jdbc.update("UPDATE onevent_event SET retry = 3 WHERE id = ?", id);
        try (StoreSession session = telling()) {
            bury(session, id, Reason.FAILED, new Failure("C", "why\n\t\"é\"", "at a.B"));
            session.commit();
        }
        DeadEvent dead = told().get(0);
        assertThat(dead.event().id()).isEqualTo(id);
        assertThat(dead.event().name()).isEqualTo("ä\"{}");
        assertThat(dead.event().payload()).isNull();
        assertThat(dead.event().group()).isEqualTo("g");
        assertThat(dead.event().key()).isEqualTo("k");
        assertThat(dead.event().headers()).isEqualTo(Map.of("h", "\"1\""));
        assertThat(dead.event().createDate()).isEqualTo(time("create_date", "onevent_dead_event", id));
        assertThat(dead.event().expiredAt()).isEqualTo(expiry);
        assertThat(dead.event().retry()).isEqualTo(3);
        assertThat(dead.reason()).isEqualTo(Reason.FAILED);
        assertThat(dead.errorClass()).isEqualTo("C");
        assertThat(dead.message()).isEqualTo("why\n\t\"é\"");
        assertThat(dead.stackTrace()).isEqualTo("at a.B");
        assertThat(dead.firstFailure()).isEqualTo(time("first_failure", "onevent_dead_event", id));
        assertThat(dead.lastFailure()).isEqualTo(time("last_failure", "onevent_dead_event", id));
        assertThat(published).extracting(NewEventRow::name).containsExactly(DEAD);
        assertThat(jdbc.texts("SELECT payload FROM onevent_event").toString()).doesNotContain("secret");
    }

    @Test
    void what_has_nothing_is_told_with_nothing() throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession session = telling()) {
            bury(session, id, Reason.REJECTED, Failure.saying(null));
            session.commit();
        }
        DeadEvent dead = told().get(0);
        assertThat(dead.event().group()).isNull();
        assertThat(dead.event().headers()).isEmpty();
        assertThat(dead.event().expiredAt()).isNull();
        assertThat(dead.message()).isNull();
        assertThat(dead.stackTrace()).isNull();
    }

    @Test
    void a_burial_that_is_rolled_back_tells_nobody() throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession session = telling()) {
            bury(session, id, Reason.FAILED, Failure.saying("no"));
        }
        assertThat(told()).isEmpty();
        assertThat(count("onevent_event")).isOne();
    }

    @Test
    void where_nobody_handles_deaths_none_is_told() throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession session = open()) {
            session.deaths().tell(() -> false, null, inserted -> published.addAll(inserted.stored()));
            bury(session, id, Reason.FAILED, Failure.saying("no"));
            session.commit();
        }
        assertThat(count("onevent_event")).isZero();
        assertThat(published).isEmpty();
    }

    @Test
    void the_death_of_what_tells_of_deaths_is_not_told() throws SQLException {
        UUID id = insert(row(DEAD));
        UUID expired = expiredEvent(DEAD);
        try (StoreSession session = telling()) {
            bury(session, id, Reason.FAILED, Failure.saying("no"));
            session.expired().bury(session.expired().lock(Set.of(DEAD), Set.of(), HOUR, 10));
            session.commit();
        }
        assertThat(column("reason", "onevent_dead_event", String.class, expired))
                .isEqualTo("EXPIRED");
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void each_of_many_that_expire_together_is_told() throws SQLException {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            ids.add(expiredEvent("a"));
        }
        try (StoreSession session = telling()) {
            session.expired().bury(session.expired().lock(Set.of("a"), Set.of(), HOUR, 1_000));
            session.commit();
        }
        assertThat(told())
                .allSatisfy(dead -> assertThat(dead.reason()).isEqualTo(Reason.EXPIRED))
                .extracting(dead -> dead.event().id())
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void what_cannot_be_read_is_told_as_far_as_it_can() throws SQLException {
        UUID id = insert(row("a"));
        jdbc.update("UPDATE onevent_event SET headers = 'no headers' WHERE id = ?", id);
        try (StoreSession session = telling()) {
            session.events().buryUnreadable(id, "its headers are none");
            session.commit();
        }
        DeadEvent dead = told().get(0);
        assertThat(dead.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(dead.event().headers()).isEmpty();
        assertThat(dead.message()).isEqualTo("its headers are none");
    }

    @Test
    void the_event_that_tells_lives_as_long_as_is_configured() throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession session = open()) {
            session.deaths().tell(() -> true, HOUR.toMillis(), inserted -> published.addAll(inserted.stored()));
            bury(session, id, Reason.FAILED, Failure.saying("no"));
            session.commit();
        }
        UUID told = jdbc.ids("SELECT id FROM onevent_event").get(0);
        assertThat(time("expired_at", "onevent_event", told)).isAfter(clock.now());
    }

    @Test
    void where_telling_is_refused_the_same_transaction_run_again_buries_without_it() throws SQLException {
        UUID id = insert(row("a"));
        try (StoreSession session = open()) {
            session.deaths().tell(() -> true, null, rows -> {
                throw new IllegalStateException("as told");
            });
            assertThatThrownBy(() -> bury(session, id, Reason.FAILED, Failure.saying("no")))
                    .isInstanceOf(RepeatableException.class)
                    .hasMessageContaining("as told");
            session.rollback();
            bury(session, id, Reason.FAILED, Failure.saying("no"));
            session.commit();
        }
        assertThat(count("onevent_dead_event")).isOne();
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void where_telling_is_refused_of_several_none_is_told_for_a_while() throws SQLException {
        List<UUID> ids = List.of(insert(row("a")), insert(row("a")), insert(row("a")), insert(row("a")));
        int attempts = 1;
        try (StoreSession session = open()) {
            session.deaths().tell(() -> true, null, rows -> {
                throw new IllegalStateException("as told");
            });
            for (boolean done = false; !done; attempts++) {
                try {
                    ids.forEach(id -> bury(session, id, Reason.FAILED, Failure.saying("no")));
                    done = true;
                } catch (RepeatableException refused) {
                    session.rollback();
                }
            }
            session.commit();
        }
        assertThat(attempts - 1).as("as often as a transaction is repeated").isEqualTo(3);
        assertThat(count("onevent_dead_event")).isEqualTo(4);
    }

    @Test
    void what_tells_of_no_death_is_refused() {
        for (String text : List.of("", "[]", "{}", "{\"id\":\"x\"}", "{\"id\":1}", "null")) {
            assertThatThrownBy(() -> DeathNotice.read(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("it tells of no dead event");
        }
    }
}
