package io.onevent.internal.store;

import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;

/** As MariaDB does by itself from version 11.6 on: at repeatable read, a write of what has changed since the snapshot fails. */
@Tag("mariadb")
class MariaDbSnapshotIsolationEventTableTest extends EventTableContract {

    private static final DataSource DATABASE =
            MariaDbEventTableTest.database("&sessionVariables=innodb_snapshot_isolation=ON");

    MariaDbSnapshotIsolationEventTableTest() {
        super(DATABASE, Dialect.MARIADB);
    }

    @Override
    boolean waitsForWriters(int isolation) {
        return isolation == Connection.TRANSACTION_READ_COMMITTED;
    }
}
