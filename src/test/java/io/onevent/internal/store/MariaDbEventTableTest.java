package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbEventTableTest extends EventTableContract {

    static final DataSource DATABASE = database("");

    MariaDbEventTableTest() {
        super(DATABASE, Dialect.MARIADB);
    }

    /** @param setting of the driver, to be added to the URL */
    static DataSource database(String setting) {
        DataSource database = DatabaseProduct.MARIADB.dataSource(
                TestDatabase.newEmptyDatabase(DatabaseProduct.MARIADB).url() + setting);
        LiquibaseUpdate.run(database);
        return database;
    }
}
