package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import javax.sql.DataSource;

class PostgresOrderNumbersTest extends OrderNumbersContract {

    private static final DataSource DATABASE =
            TestDatabase.newEmptyDatabase(DatabaseProduct.POSTGRESQL).dataSource();

    static {
        LiquibaseUpdate.run(DATABASE);
    }

    PostgresOrderNumbersTest() {
        super(DATABASE, Dialect.POSTGRESQL);
    }
}
