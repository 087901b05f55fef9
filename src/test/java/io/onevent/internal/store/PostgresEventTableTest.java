package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import javax.sql.DataSource;

class PostgresEventTableTest extends EventTableContract {

    static final DataSource DATABASE = database();

    PostgresEventTableTest() {
        super(DATABASE, Dialect.POSTGRESQL);
    }

    private static DataSource database() {
        DataSource database =
                TestDatabase.newEmptyDatabase(DatabaseProduct.POSTGRESQL).dataSource();
        LiquibaseUpdate.run(database);
        return database;
    }
}
