package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTimesTest {

    private static final String TIMES =
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE lower(table_name) LIKE 'onevent_%' AND lower(data_type) LIKE 'timestamp%' AND is_generated = 'NEVER'""";

    private EngineDatabase database;

    @AfterEach
    void forget() {
        database.drop();
    }

    private StoredTimes open(String product) {
        boolean postgres = product.equals("PostgreSQL");
        database = postgres ? EngineDatabase.postgres() : EngineDatabase.h2();
        return new StoredTimes(database.dataSource(), postgres);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "PostgreSQL"})
    void no_column_that_holds_a_time_is_left_out(String product) {
        open(product);
        Stream<String> known = StoredTimes.COLUMNS.entrySet().stream()
                .flatMap(table -> table.getValue().stream().map(column -> table.getKey() + " " + column));
        List<String> there = database.rows(TIMES).stream()
                .map(column -> column.toLowerCase(Locale.ROOT))
                .toList();
        assertThat(there).containsExactlyInAnyOrderElementsOf(known.toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "PostgreSQL"})
    void an_hour_back_is_as_if_an_hour_had_passed(String product) {
        StoredTimes times = open(product);
        database.execute(
                "INSERT INTO onevent_event (id, create_date, name, seq, due_at, group_id)"
                        + " VALUES (?, CURRENT_TIMESTAMP, 'a', 1, CURRENT_TIMESTAMP + INTERVAL '1' HOUR, 'g')",
                UUID.randomUUID());
        times.moveBack(Duration.ofMinutes(59));
        assertThat(database.count("onevent_event WHERE due_at <= CURRENT_TIMESTAMP"))
                .isZero();
        times.moveBack(Duration.ofMinutes(1));
        assertThat(database.count("onevent_event WHERE due_at <= CURRENT_TIMESTAMP"))
                .isOne();
        assertThat(database.count("onevent_event WHERE expired_at IS NULL AND create_date < due_at"))
                .isOne();
        if (!database.isPostgres()) {
            assertThat(database.count("onevent_event WHERE group_due_at = due_at"))
                    .isOne();
        }
    }
}
