package io.onevent.internal.drain;

import io.onevent.internal.store.Tables;
import io.onevent.it.DatabaseProduct;

class H2LooksTest extends LooksContract {

    private static final Tables TABLES = Tables.on(DatabaseProduct.H2);

    H2LooksTest() {
        super(TABLES);
    }
}
