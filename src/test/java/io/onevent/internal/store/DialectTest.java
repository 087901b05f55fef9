package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How each database says that a right is missing. */
class DialectTest {

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, 42501, 0, true",
        "POSTGRESQL, 42P01, 0, false",
        "POSTGRESQL, 42000, 1142, false",
        "H2, 90096, 90096, true",
        "H2, 42S02, 42102, false",
        "MARIADB, 42000, 1142, true",
        "MARIADB, 42000, 1143, true",
        "MARIADB, 42000, 1064, false"
    })
    void a_missing_right_is_told_from_what_else_is_refused(Dialect dialect, String state, int number, boolean denied) {
        assertThat(dialect.isDenied(new SQLException("no", state, number))).isEqualTo(denied);
    }

    @ParameterizedTest
    @EnumSource
    void a_driver_that_says_nothing_has_denied_nothing(Dialect dialect) {
        assertThat(dialect.isDenied(new SQLException("no"))).isFalse();
    }
}
