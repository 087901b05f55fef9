package io.onevent.internal.store;

import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbConsoleReadsTest extends ConsoleReadsContract {

    MariaDbConsoleReadsTest() {
        super(MariaDbEventTableTest.DATABASE, Dialect.MARIADB);
    }
}
