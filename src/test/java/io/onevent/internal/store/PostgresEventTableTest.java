package io.onevent.internal.store;

import io.onevent.it.Database;
import io.onevent.it.TestDatabase;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresEventTableTest extends EventTableContract {

    static final DataSource DATABASE = database();

    PostgresEventTableTest() {
        super(DATABASE, Dialect.POSTGRESQL);
    }

    private static DataSource database() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(TestDatabase.newEmptyDatabase().url());
        database.setUser(Database.USER);
        database.setPassword(Database.PASSWORD);
        LiquibaseUpdate.run(database);
        return database;
    }
}
