package io.onevent.internal.store;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class H2RightsTest extends RightsContract {

    H2RightsTest() {
        super(owner(), database("clerk", "clerk"), Dialect.H2, "clerk", null);
    }

    private static DataSource owner() {
        DataSource owner = database("sa", "");
        LiquibaseUpdate.run(owner);
        new Jdbc(owner, Dialect.H2, 10).update("CREATE USER IF NOT EXISTS clerk PASSWORD 'clerk'");
        return owner;
    }

    private static DataSource database(String user, String password) {
        JdbcDataSource database = new JdbcDataSource();
        // Only an administrator may set anything in the URL.
        database.setURL("jdbc:h2:mem:rights" + (user.equals("sa") ? ";DB_CLOSE_DELAY=-1" : ""));
        database.setUser(user);
        database.setPassword(password);
        return database;
    }
}
