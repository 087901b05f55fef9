package io.onevent.internal.store;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class H2EventTableTest extends EventTableContract {

    static final DataSource DATABASE = database();

    H2EventTableTest() {
        super(DATABASE, Dialect.H2);
    }

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1");
        LiquibaseUpdate.run(database);
        return database;
    }
}
