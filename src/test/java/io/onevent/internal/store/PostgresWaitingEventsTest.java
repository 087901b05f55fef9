package io.onevent.internal.store;

class PostgresWaitingEventsTest extends WaitingEventsContract {

    PostgresWaitingEventsTest() {
        super(PostgresEventTableTest.DATABASE, Dialect.POSTGRESQL);
    }
}
