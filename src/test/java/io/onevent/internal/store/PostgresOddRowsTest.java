package io.onevent.internal.store;

import java.util.stream.Stream;

class PostgresOddRowsTest extends OddRowsContract {

    PostgresOddRowsTest() {
        super(PostgresEventTableTest.DATABASE, Dialect.POSTGRESQL);
    }

    @Override
    Stream<String> oddTimes() {
        return Stream.of(
                "'infinity'",
                "'294276-12-31 23:59:59+00'",
                "'10000-01-01 00:00:00+00'",
                "'9999-12-31 23:59:59.999999+00'",
                "'0001-01-01 00:00:00+00'",
                "'4713-01-01 00:00:00+00 BC'",
                "'-infinity'");
    }
}
