package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbOrderNumbersTest extends OrderNumbersContract {

    private static final DataSource DATABASE =
            TestDatabase.newEmptyDatabase(DatabaseProduct.MARIADB).dataSource();

    static {
        LiquibaseUpdate.run(DATABASE);
    }

    MariaDbOrderNumbersTest() {
        super(DATABASE, Dialect.MARIADB);
    }
}
