package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.internal.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told where rows were restored without the sequence that their order numbers are from. */
@Tag("database")
abstract class OrderNumbersContract {

    private static final long OLD = 0x0001_0000_0000_7000L;
    private static final long NEW = 0x0001_a000_0000_7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Jdbc jdbc;
    private final Dialect dialect;

    OrderNumbersContract(DataSource dataSource, Dialect dialect) {
        this.jdbc = new Jdbc(dataSource, dialect, 10);
        this.dialect = dialect;
    }

    @BeforeEach
    void empty() {
        for (String table : List.of("onevent_event", "onevent_dead_event", "onevent_processed_event")) {
            jdbc.update("DELETE FROM " + table);
        }
        restart(1);
    }

    private void restart(long number) {
        jdbc.update("ALTER SEQUENCE onevent_event_seq RESTART WITH " + number);
    }

    private void insert(String table, long idHigh, int number, long seq) {
        Map<String, String> more = Map.of(
                "onevent_event", "due_at",
                "onevent_dead_event", "first_failure, last_failure, reason",
                "onevent_processed_event", "due_at, start_date, processed_date");
        String values =
                more.get(table).replaceAll("\\w+_\\w+", "CURRENT_TIMESTAMP").replace("reason", "'FAILED'");
        jdbc.update(
                "INSERT INTO " + table + " (id, seq, name, group_id, retry, version, create_date, " + more.get(table)
                        + ") VALUES (?, ?, 'a', 'g', 0, 0, CURRENT_TIMESTAMP, " + values + ")",
                new UUID(idHigh, VARIANT | number),
                seq);
    }

    private void validate() {
        StoreOpening.validate(jdbc, dialect, "jdbc/shop");
    }

    @Test
    void a_sequence_that_no_event_is_from_is_right() {
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onevent_event", "onevent_dead_event", "onevent_processed_event"})
    void a_sequence_above_every_event_is_right(String table) {
        restart(1_001);
        insert(table, NEW, 1, 1_000);
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onevent_event", "onevent_dead_event", "onevent_processed_event"})
    void a_sequence_that_lags_behind_is_told_and_what_is_told_mends_it(String table) {
        insert(table, NEW, 1, 1_000);
        assertThatThrownBy(this::validate).isInstanceOfSatisfying(ConfigurationException.class, told -> {
            assertThat(told.getMessage())
                    .startsWith("ONEVENT-225: the sequence onevent_event_seq of the data source jdbc/shop ")
                    .contains(" 1000");
            mend(told);
        });
        assertThatCode(this::validate).doesNotThrowAnyException();
        assertThat(Long.parseLong(
                        jdbc.texts("SELECT " + dialect.nextOrderNumber).get(0)))
                .isGreaterThan(1_000);
    }

    /** As a DBA does it, who copies the statements. */
    private void mend(ConfigurationException told) {
        List<String> statements = told.getMessage()
                .lines()
                .filter(line -> line.endsWith(";"))
                .map(line -> line.substring(0, line.length() - 1))
                .toList();
        assertThat(statements).hasSize(2);
        String number = jdbc.texts(statements.get(0)).get(0);
        jdbc.update(statements.get(1).replace("<that number>", number));
    }

    @Test
    void older_events_that_were_copied_to_where_others_are_published_already_are_seen() {
        for (int i = 1; i <= 500; i++) {
            insert("onevent_event", NEW, i, i);
        }
        restart(501);
        insert("onevent_event", OLD, 1, 700);
        assertThatThrownBy(this::validate).hasMessageStartingWith("ONEVENT-225");
    }
}
