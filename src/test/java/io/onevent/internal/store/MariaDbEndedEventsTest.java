package io.onevent.internal.store;

import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbEndedEventsTest extends EndedEventsContract {

    MariaDbEndedEventsTest() {
        super(MariaDbEventTableTest.DATABASE, Dialect.MARIADB);
    }
}
