package io.onevent.internal.drain;

import io.onevent.internal.store.Tables;
import io.onevent.it.DatabaseProduct;

class PostgresLooksTest extends LooksContract {

    private static final Tables TABLES = Tables.on(DatabaseProduct.POSTGRESQL);

    PostgresLooksTest() {
        super(TABLES);
    }
}
