package io.onevent.internal.store;

class PostgresConsoleReadsTest extends ConsoleReadsContract {

    PostgresConsoleReadsTest() {
        super(PostgresEventTableTest.DATABASE, Dialect.POSTGRESQL);
    }
}
