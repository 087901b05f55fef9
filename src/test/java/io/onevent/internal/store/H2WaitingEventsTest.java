package io.onevent.internal.store;

class H2WaitingEventsTest extends WaitingEventsContract {

    H2WaitingEventsTest() {
        super(H2EventTableTest.DATABASE, Dialect.H2);
    }
}
