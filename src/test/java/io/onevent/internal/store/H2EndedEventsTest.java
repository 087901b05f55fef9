package io.onevent.internal.store;

class H2EndedEventsTest extends EndedEventsContract {

    H2EndedEventsTest() {
        super(H2EventTableTest.DATABASE, Dialect.H2);
    }
}
