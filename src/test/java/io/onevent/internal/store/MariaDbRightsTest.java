package io.onevent.internal.store;

import io.onevent.it.Database;
import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbRightsTest extends RightsContract {

    private static final Database DATABASE = TestDatabase.newEmptyDatabase(DatabaseProduct.MARIADB);

    static {
        LiquibaseUpdate.run(DATABASE.dataSource());
        new Jdbc(DATABASE.dataSource(), Dialect.MARIADB, 10)
                .update("CREATE USER IF NOT EXISTS clerk IDENTIFIED BY 'clerk'");
    }

    MariaDbRightsTest() throws ReflectiveOperationException {
        super(DATABASE.dataSource(), clerk(), Dialect.MARIADB, "'clerk'@'%'", "SELECT, INSERT ON onevent_event_seq");
    }

    private static DataSource clerk() throws ReflectiveOperationException {
        DataSource clerk = DatabaseProduct.MARIADB.dataSource(DATABASE.url());
        clerk.getClass().getMethod("setUser", String.class).invoke(clerk, "clerk");
        clerk.getClass().getMethod("setPassword", String.class).invoke(clerk, "clerk");
        return clerk;
    }
}
