package io.onevent.internal.store;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbOddRowsTest extends OddRowsContract {

    MariaDbOddRowsTest() {
        super(MariaDbEventTableTest.database(""), Dialect.MARIADB);
    }

    @Override
    Stream<String> oddTimes() {
        return Stream.of("'9999-12-31 23:59:59.999999'", "'1000-01-01 00:00:00'", "'0001-01-01 00:00:00'");
    }
}
