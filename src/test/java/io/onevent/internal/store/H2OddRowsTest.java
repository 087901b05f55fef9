package io.onevent.internal.store;

import java.util.stream.Stream;

class H2OddRowsTest extends OddRowsContract {

    H2OddRowsTest() {
        super(H2EventTableTest.DATABASE, Dialect.H2);
    }

    @Override
    Stream<String> oddTimes() {
        return Stream.of(
                "'1000000000-12-31 23:59:59+00'",
                "'292278995-01-01 00:00:00+00'",
                "'10000-01-01 00:00:00+00'",
                "'9999-12-31 23:59:59.999999+00'",
                "'0001-01-01 00:00:00+00'",
                "'-0044-03-15 00:00:00+00'",
                "'-1000000000-01-01 00:00:00+00'");
    }
}
