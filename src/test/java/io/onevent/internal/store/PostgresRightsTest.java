package io.onevent.internal.store;

import io.onevent.it.Database;
import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresRightsTest extends RightsContract {

    private static final Database DATABASE = TestDatabase.newEmptyDatabase(DatabaseProduct.POSTGRESQL);

    static {
        LiquibaseUpdate.run(DATABASE.dataSource());
        new Jdbc(DATABASE.dataSource(), Dialect.POSTGRESQL, 10).update("CREATE USER clerk PASSWORD 'clerk'");
    }

    PostgresRightsTest() {
        super(DATABASE.dataSource(), clerk(), Dialect.POSTGRESQL, "clerk", "USAGE ON SEQUENCE onevent_event_seq");
    }

    private static DataSource clerk() {
        PGSimpleDataSource clerk = new PGSimpleDataSource();
        clerk.setUrl(DATABASE.url());
        clerk.setUser("clerk");
        clerk.setPassword("clerk");
        return clerk;
    }
}
