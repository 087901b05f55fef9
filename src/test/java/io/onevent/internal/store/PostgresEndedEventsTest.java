package io.onevent.internal.store;

class PostgresEndedEventsTest extends EndedEventsContract {

    PostgresEndedEventsTest() {
        super(PostgresEventTableTest.DATABASE, Dialect.POSTGRESQL);
    }
}
