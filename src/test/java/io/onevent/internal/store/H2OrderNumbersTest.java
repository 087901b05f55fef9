package io.onevent.internal.store;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class H2OrderNumbersTest extends OrderNumbersContract {

    private static final DataSource DATABASE = database();

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:order-numbers;DB_CLOSE_DELAY=-1");
        LiquibaseUpdate.run(database);
        return database;
    }

    H2OrderNumbersTest() {
        super(DATABASE, Dialect.H2);
    }
}
