package io.onevent.internal.drain;

import io.onevent.internal.store.Tables;
import io.onevent.it.DatabaseProduct;
import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbLooksTest extends LooksContract {

    private static final Tables TABLES = Tables.on(DatabaseProduct.MARIADB);

    MariaDbLooksTest() {
        super(TABLES);
    }
}
