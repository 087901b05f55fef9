package io.onevent.internal.store;

import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbWaitingEventsTest extends WaitingEventsContract {

    MariaDbWaitingEventsTest() {
        super(MariaDbEventTableTest.DATABASE, Dialect.MARIADB);
    }
}
