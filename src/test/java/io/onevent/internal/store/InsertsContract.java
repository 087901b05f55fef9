package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.onevent.EventStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing: what is stored, when, and what is refused. */
abstract class InsertsContract extends TablesContract {

    InsertsContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
    }

    @Test
    void the_changelog_makes_as_many_group_locks_as_publishing_hashes_to() {
        assertThat(jdbc.texts("SELECT slot FROM onevent_group_lock ORDER BY slot"))
                .containsExactlyElementsOf(IntStream.range(0, GroupLocks.GROUP_LOCKS)
                        .mapToObj(String::valueOf)
                        .toList());
    }

    @Test
    void the_clock_and_an_expiry_need_no_row_of_the_pause() {
        jdbc.update("DELETE FROM onevent_pause");
        try {
            assertThat(clock.now()).isNotNull();
            insert(expiring("expires", HOUR));
            assertThat(pause.since()).isEmpty();
            pause.pause();
            assertThat(pause.since()).isPresent();
            pause.resume();
            assertThat(pause.since()).isEmpty();
        } finally {
            jdbc.update("DELETE FROM onevent_pause");
            jdbc.update("INSERT INTO onevent_pause (id, paused) VALUES (1, 0)");
        }
    }

    @Test
    void an_expiry_counts_from_the_insert_and_a_time_wins() {
        UUID after = insert(expiring("a", HOUR));
        assertThat(time("expired_at", "onevent_event", after))
                .isCloseTo(time("create_date", "onevent_event", after).plus(HOUR), within(100, ChronoUnit.MILLIS));
        Instant time = Instant.parse("2100-01-02T03:04:05.123456Z");
        UUID at = insert(new NewEventRow(Ids.next(), "a", null, null, 0, time, 1L));
        assertThat(time("expired_at", "onevent_event", at)).isEqualTo(time);
    }

    /** As long as they may be, in Java's characters, of those that are four bytes for the database. */
    @Test
    void headers_are_taken_as_they_were_published() {
        String rockets = "\uD83D\uDE80".repeat((Headers.MOST_CHARACTERS - "{'to':''}".length()) / 2);
        String headers = Headers.text(Map.of("to", rockets));
        NewEventRow plain = row("a");
        NewEventRow full = row("a").withHeaders(headers);
        inserts.insertAlone(List.of(plain, full));
        assertThat(Headers.fit(headers)).isTrue();
        assertThat(Headers.fit(headers + "12")).isFalse();
        assertThat(read("a", 10))
                .extracting(event -> event.event().headers())
                .containsExactly(Map.of(), Map.of("to", rockets));
        assertThat(jdbc.texts("SELECT id FROM onevent_event WHERE headers IS NULL"))
                .containsExactly(plain.id().toString());
    }

    /** One of the times lies in the hour that the zone leaves out, one in the hour that it has twice. */
    @ParameterizedTest
    @ValueSource(strings = {"2100-03-14T02:30:00.123456Z", "2100-11-07T01:30:00.123456Z", "2100-11-07T04:00:00Z"})
    void a_time_is_kept_whatever_the_zone_of_the_jvm(String text) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
        try {
            Instant time = Instant.parse(text);
            UUID id = insert(new NewEventRow(Ids.next(), "a", null, null, 0, time, null));
            assertThat(time("expired_at", "onevent_event", id)).isEqualTo(time);
            assertThat(time("create_date", "onevent_event", id))
                    .isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
            assertThat(clock.now()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
            assertThat(dueIds("a")).containsExactly(id);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void events_inserted_outside_a_transaction_by_mistake_are_refused() {
        assertThatThrownBy(() -> inserts.insert(List.of(row("a"))))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ONEVENT-501");
        assertThat(count("onevent_event")).isZero();
        assertThat(transactionCheck.isInTransaction()).isFalse();
    }

    @Test
    void where_the_autocommit_mode_does_not_tell_no_insert_is_refused_for_it() {
        TransactionCheck trusting = new TransactionCheck(jdbc, dialect, false);
        inserts(jdbc, trusting).insert(List.of(row("a")));
        assertThat(count("onevent_event")).isEqualTo(1);
        assertThat(trusting.isInTransaction()).isTrue();
    }

    @Test
    void events_of_a_transaction_exist_when_it_commits() throws SQLException {
        try (StoreSession rolledBack = open()) {
            assertThat(rolledBack.transactionCheck().isInTransaction()).isTrue();
            rolledBack.inserts().insert(List.of(row("a")));
        }
        assertThat(dueIds("a")).isEmpty();
        try (StoreSession committed = open()) {
            committed.inserts().insert(List.of(row("a")));
            assertThat(dueIds("a")).isEmpty();
            committed.commit();
        }
        assertThat(dueIds("a")).hasSize(1);
    }

    @Test
    void a_batch_is_stored_whole_or_not_at_all() {
        NewEventRow twice = row("a");
        assertThatThrownBy(() -> inserts.insertAlone(List.of(row("a"), twice, twice)))
                .isExactlyInstanceOf(EventStoreException.class)
                .hasMessageContaining("ONEVENT-502")
                .hasMessageContaining("named [a]");
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void many_events_of_any_text_are_stored_at_once_in_their_order() {
        List<String> payloads =
                new ArrayList<>(List.of("", "NULL", "null", "{a,b}", "\"q\" \\ 'q'", " \t\n ", "\u03a9 \uD83D\uDE00"));
        payloads.add(1, null);
        payloads.add("p".repeat(1_500_000));
        List<NewEventRow> rows = IntStream.range(0, 2_345)
                .mapToObj(i -> new NewEventRow(
                        Ids.next(),
                        "n" + i % 3,
                        payloads.get(Math.min(i % 9, i < 30 ? 8 : 7)),
                        i % 2 == 0 ? null : "g" + i % 5,
                        0,
                        null,
                        null))
                .toList();
        inserts.insertAlone(rows);
        List<List<Object>> stored = jdbc.query(
                "SELECT id, name, payload, group_id FROM onevent_event ORDER BY seq",
                result -> Arrays.asList(
                        Jdbc.uuid(result, "id"),
                        result.getString("name"),
                        result.getString("payload"),
                        result.getString("group_id")));
        assertThat(stored)
                .containsExactlyElementsOf(rows.stream()
                        .map(row -> Arrays.<Object>asList(row.id(), row.name(), row.payload(), row.group()))
                        .toList());
    }

    @Test
    void an_event_that_is_refused_shows_no_payload() {
        NewEventRow good = new NewEventRow(Ids.next(), "a", "top-secret", null, 0, null, null);
        NewEventRow tooLong = new NewEventRow(Ids.next(), "a".repeat(101), "top-secret", null, 0, null, null);
        assertThatThrownBy(() -> inserts.insertAlone(List.of(good, tooLong)))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("ONEVENT-502")
                .satisfies(refused -> assertThat(stackTrace(refused)).doesNotContain("top-secret"));
    }

    @Test
    void an_error_before_the_commit_of_a_publication_without_a_transaction_leaves_nothing() throws SQLException {
        StackOverflowError error = new StackOverflowError("as it is told to");
        assertThatThrownBy(() -> {
                    try (Connection connection = dataSource.getConnection()) {
                        DataSource broken = StoreSession.whose(connection, "commit", () -> {
                            throw error;
                        });
                        publisherOn(broken).insertAlone(List.of(row("a"), row("a")));
                    }
                })
                .isSameAs(error);
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void a_rollback_that_fails_hides_no_cause_and_commits_nothing() throws SQLException {
        NewEventRow twice = row("a");
        assertThatThrownBy(() -> {
                    try (Connection connection = dataSource.getConnection()) {
                        DataSource broken = StoreSession.whose(connection, "rollback", () -> {
                            throw new SQLException("the rollback fails");
                        });
                        publisherOn(broken).insertAlone(List.of(row("a"), twice, twice));
                    }
                })
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining(twice.id().toString());
        assertThat(count("onevent_event")).isZero();
    }

    @Test
    void a_publication_without_a_transaction_leaves_its_connection_as_it_was() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            publisherOn(StoreSession.whose(connection, "close", () -> null)).insertAlone(List.of(row("a")));
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(count("onevent_event")).isOne();
        }
    }
}
